const boundSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** How many requests a route answered, by status, and how long they took. A library's counters cost more than the fastest answers do. */
export class Tally {
  readonly method: string;
  readonly route: string;
  readonly statuses = new Map<number, number>();
  readonly buckets: number[] = boundSeconds.map(() => 0);
  seconds = 0;
  requests = 0;

  constructor(method: string, route: string) {
    this.method = method;
    this.route = route;
  }

  count(status: number, milliseconds: number): void {
    const seconds = milliseconds / 1_000;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.requests += 1;
    this.seconds += seconds;
    let at = 0;
    while (seconds > (boundSeconds[at] ?? Number.POSITIVE_INFINITY)) at++;
    if (at < boundSeconds.length) this.buckets[at] = (this.buckets[at] ?? 0) + 1;
  }
}

/** The tallies in Prometheus' text form. */
export function tallyText(tallies: Tally[]): string {
  const requests = tallies.flatMap((tally) =>
    [...tally.statuses].map(
      ([status, count]) => `tenantry_api_requests_total{${labels(tally)},status="${status}"} ${count}`,
    ),
  );
  const seconds = tallies.flatMap((tally) => {
    let below = 0;
    const lines = boundSeconds.map((bound, at) => {
      below += tally.buckets[at] ?? 0;
      return `tenantry_api_request_seconds_bucket{le="${bound}",${labels(tally)}} ${below}`;
    });
    return [
      ...lines,
      `tenantry_api_request_seconds_bucket{le="+Inf",${labels(tally)}} ${tally.requests}`,
      `tenantry_api_request_seconds_sum{${labels(tally)}} ${tally.seconds}`,
      `tenantry_api_request_seconds_count{${labels(tally)}} ${tally.requests}`,
    ];
  });
  return [
    "# HELP tenantry_api_requests_total Requests to the HTTP API",
    "# TYPE tenantry_api_requests_total counter",
    ...requests,
    "",
    "# HELP tenantry_api_request_seconds Time to answer, in seconds",
    "# TYPE tenantry_api_request_seconds histogram",
    ...seconds,
    "",
  ].join("\n");
}

function labels({ route, method }: Tally): string {
  return `route=${quoted(route)},method=${quoted(method)}`;
}

function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
