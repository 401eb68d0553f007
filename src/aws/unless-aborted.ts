/** Those that are under way, by the signal that ends them: one listener for all, which costs nothing per request. */
const underWay = new WeakMap<AbortSignal, Set<(reason: Error) => void>>();

function underWayOf(signal: AbortSignal): Set<(reason: Error) => void> {
  const known = underWay.get(signal);
  if (known !== undefined) return known;
  const rejections = new Set<(reason: Error) => void>();
  const rejectAll = () => {
    for (const reject of rejections) reject(signal.reason as Error);
  };
  signal.addEventListener("abort", rejectAll, { once: true });
  underWay.set(signal, rejections);
  return rejections;
}

/**
 * The transport ends an exchange that takes too long; an interruption waits for none.
 *
 * @throws the reason of `signal` where it is aborted, else what `send` throws
 */
export function unlessAborted<Output>(send: () => Promise<Output>, signal: AbortSignal): Promise<Output> {
  signal.throwIfAborted();
  const rejections = underWayOf(signal);
  return new Promise((resolve, reject) => {
    rejections.add(reject);
    send()
      .finally(() => rejections.delete(reject))
      .then(resolve, reject);
  });
}
