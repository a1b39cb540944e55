/** The unchanging files of a replay in the page, by their place in the project: those that `kitPlaces` names, as the bundler finds them. */
const found = import.meta.glob<string>(
  [
    '/src/replay/**/*.py',
    '/src/replay/requirements.txt',
    '/src/world/{__init__,limits,workload}.py',
    '/src/world/clients/{__init__,arrivals,http,websocket}.py',
    '/src/world/kernel/{__init__,time_units}.py',
    '/src/world/servers/{__init__,commands}.py',
  ],
  { query: '?raw', import: 'default', eager: true },
);

export const kit: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(found).map(([place, text]) => [place.replace(/^\//, ''), text]),
);
