/** The versions that `annoloop up` runs. Later Temporal CLIs replace modules in go.mod, which `go install` refuses. */
export const TEMPORAL = {
  version: '1.5.1',
  module: 'github.com/temporalio/cli',
  package: 'cmd/temporal',
  /** What that command line brings along: docker-compose.yml runs the same. */
  serverVersion: '1.29.1',
  uiVersion: '2.42.1',
} as const;
export const VERSITYGW = {
  version: '1.8.0',
  module: 'github.com/versity/versitygw',
  package: 'cmd/versitygw',
} as const;
export const LABEL_STUDIO = { version: '1.23.2', distribution: 'label-studio' } as const;
