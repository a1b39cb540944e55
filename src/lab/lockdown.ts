/** Takes from a worker's global whatever reaches beyond it. What stays can compute, and talk on the port that was handed over before. */

/** Ways to the network, to storage, to other workers, and to the page behind the protocol's back. */
const doors = [
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport', 'Request'],
  ...[
    'indexedDB',
    'IDBFactory',
    'caches',
    'CacheStorage',
    'Cache',
    'cookieStore',
    'CookieStore',
    'StorageManager',
    'FileSystemHandle',
  ],
  ...[
    'BroadcastChannel',
    'Worker',
    'SharedWorker',
    'ServiceWorker',
    'ServiceWorkerContainer',
    'importScripts',
    'postMessage',
  ],
  ...[
    'MessageChannel',
    'Notification',
    'PushManager',
    'RTCPeerConnection',
    'navigator',
    'close',
    'reportError',
    'open',
    'name',
  ],
  ...[
    'requestAnimationFrame',
    'webkitRequestFileSystem',
    'webkitResolveLocalFileSystemURL',
    'webkitRequestFileSystemSync',
  ],
  ...[
    'webkitResolveLocalFileSystemSyncURL',
    'crossOriginIsolated',
    'trustedTypes',
    'scheduler',
    'fonts',
    'serial',
    'usb',
    'hid',
  ],
];

/** Irreversible. A door is removed from the object itself and from everything it inherits from. */
export function lockDown(target: object): void {
  for (const door of doors) {
    for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
      if (!Object.hasOwn(owner, door)) continue;
      if (!Reflect.deleteProperty(owner, door)) {
        Reflect.defineProperty(owner, door, { value: undefined, writable: false, configurable: false });
      }
    }
  }
}
