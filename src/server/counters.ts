type Labels = Record<string, string>;

interface Counter {
  help: string;
  values: Map<string, number>;
}

/** The server's own counters. */
const HELP = {
  annoloop_http_requests_total: 'Requests by listener, route and status',
  annoloop_media_bytes_total: 'Bytes of images sent to annotators',
  annoloop_media_index_loads_total: 'Per-round image indexes read from the ledger',
  annoloop_hook_hints_total: 'Hints of new answers taken from Label Studio webhooks',
  annoloop_answer_counts_total: "Counts of a round's answers made because of hints",
  annoloop_wakes_total: 'Signals that told a round to look for answers now',
  annoloop_training_callbacks_total: "Trainers' callbacks by outcome",
} as const;

type CounterName = keyof typeof HELP;

export interface Counters {
  add(name: CounterName, labels?: Labels, amount?: number): void;
  /** All counters in Prometheus' text format, version 0.0.4. */
  text(): string;
}

export function createCounters(): Counters {
  const names = Object.keys(HELP) as CounterName[];
  const counters = new Map<CounterName, Counter>(names.map((name) => [name, { help: HELP[name], values: new Map() }]));
  return {
    add(name, labels = {}, amount = 1) {
      const values = counters.get(name)?.values;
      const key = labelText(labels);
      values?.set(key, (values.get(key) ?? 0) + amount);
    },
    text() {
      return [...counters].map(([name, counter]) => family(name, counter)).join('');
    },
  };
}

function family(name: string, { help, values }: Counter): string {
  const lines = [...values].map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const escaped = (value: string): string =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
