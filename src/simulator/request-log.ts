/** How often each API was asked, by `service:Api`; what no service knows is counted as `service:other`. */
export interface RequestLog {
  readonly counts: ReadonlyMap<string, number>;
  total(): number;
}

export interface RequestRecorder extends RequestLog {
  record(service: string, api: string | undefined): void;
}

export function createRequestLog(): RequestRecorder {
  const counts = new Map<string, number>();
  return {
    counts,
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    record(service, api) {
      const name = `${service}:${api ?? "other"}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
  };
}
