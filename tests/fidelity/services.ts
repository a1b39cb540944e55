/** Equal minimal services, and services behind middleware of one kind: what `npm run measure` measures. */
import type { HopKind } from '../../src/measurements/measurement.ts';

export interface Service {
  id: string;
  framework: string;
  /** Below tests/fidelity/services. */
  directory: string;
  command: string;
  /** Which packages it needs: a key of `packages`. */
  environment: string;
  /** Variables of its environment. */
  env: Record<string, string>;
}

export const packages: Record<string, readonly string[]> = {
  fastapi: ['fastapi', 'uvicorn'],
  django: ['django', 'gunicorn'],
  'django-asgi': ['django', 'uvicorn'],
};

export const services: readonly Service[] = [
  {
    id: 'fastapi',
    framework: 'FastAPI',
    directory: 'fastapi',
    command: 'uvicorn main:app',
    environment: 'fastapi',
    env: {},
  },
  {
    id: 'django',
    framework: 'Django',
    directory: 'django',
    command: 'gunicorn minimal:wsgi',
    environment: 'django',
    env: {},
  },
  {
    id: 'django-threads',
    framework: 'Django',
    directory: 'django',
    command: 'gunicorn minimal:wsgi --threads 4',
    environment: 'django',
    env: {},
  },
  {
    id: 'django-asgi',
    framework: 'Django',
    directory: 'django',
    command: 'uvicorn minimal:asgi',
    environment: 'django-asgi',
    env: {},
  },
  {
    id: 'django-admin',
    framework: 'Django, admin',
    directory: 'django-admin',
    command: 'gunicorn full:wsgi',
    environment: 'django',
    env: {},
  },
];

/** One kind of middleware, and how many of it a request passes through. */
export interface Hop {
  kind: HopKind;
  count: number;
  /** The service with so many middlewares; with none of them it is what they are compared with. */
  service: (count: number) => Service;
}

const hop = (
  kind: HopKind,
  count: number,
  { framework, directory, command, environment }: Omit<Service, 'id' | 'env'>,
  env: Record<string, string>,
): Hop => ({
  kind,
  count,
  service: (hops) => ({
    ...{ id: `${kind}-${String(hops)}`, framework, directory, command, environment },
    env: { ...env, HOPS: String(hops) },
  }),
});

const fastapi = {
  framework: 'FastAPI',
  directory: 'hops-fastapi',
  command: 'uvicorn main:app',
  environment: 'fastapi',
};
const asgi = {
  framework: 'Django',
  directory: 'hops-django',
  command: 'uvicorn hops:asgi',
  environment: 'django-asgi',
};
const wsgi = { framework: 'Django', directory: 'hops-django', command: 'gunicorn hops:wsgi', environment: 'django' };

/** Ten of what is cheap, so that they stand out; one where more would share the way into a thread and back. */
export const hops: readonly Hop[] = [
  hop('fastapi-asgi', 10, fastapi, { KIND: 'asgi' }),
  hop('fastapi-http', 10, fastapi, { KIND: 'http' }),
  hop('django-wsgi', 10, wsgi, { KIND: 'plain', VIEW: 'sync' }),
  hop('django-async', 10, asgi, { KIND: 'awaiting' }),
  hop('django-mixed', 10, asgi, { KIND: 'Mixed' }),
  hop('django-sync', 1, asgi, { KIND: 'plain' }),
];
