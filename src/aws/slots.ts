/** Runs what it is given, so many at a time. */
export type Slots = <Output>(send: () => Promise<Output>) => Promise<Output>;

/**
 * Bounds the requests in flight, first come, first served. Every request of a scan goes through here: p-limit makes six
 * promises for each.
 */
export function openSlots(count: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];

  /** Hands the slot on, so that nobody who comes later takes it from the one that has waited. */
  function release(): void {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  }

  async function run<Output>(send: () => Promise<Output>): Promise<Output> {
    try {
      return await send();
    } finally {
      release();
    }
  }

  return (send) => {
    if (free === 0) return new Promise<void>((resolve) => queue.push(resolve)).then(() => run(send));
    free -= 1;
    return run(send);
  };
}
