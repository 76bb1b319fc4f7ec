import { type Command, InvalidArgumentError, Option } from 'commander';
import { PORT_NAMES, PORTS, type PortName, type StackPorts } from '../stack/ports';

/** `--temporal-ui-port` for `temporalUi`. */
const flag = (name: PortName) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-port`;

/** One option for each port, each with its environment variable, and `--ports free` for all that are not named. */
export function addPortOptions(command: Command): Command {
  command.addOption(
    new Option('--ports <which>', 'free: any free port for each that is not named')
      .choices(['free', 'standard'])
      .default('standard'),
  );
  for (const name of PORT_NAMES) {
    const { serves, standard, variable } = PORTS[name];
    const text = `port of ${serves} (default: ${standard}; 0: any free one)`;
    const option = new Option(`${flag(name)} <number>`, text).argParser(portNumber);
    // An empty variable counts as not set, as everywhere.
    command.addOption(process.env[variable]?.trim() ? option.env(variable) : option);
  }
  return command;
}

export type PortOptions = { ports: string } & { [Name in PortName as `${Name}Port`]?: number };

export function chosenPorts(options: PortOptions): StackPorts {
  const otherwise = (name: PortName) => (options.ports === 'free' ? 0 : PORTS[name].standard);
  const chosen = PORT_NAMES.map((name) => [name, options[`${name}Port`] ?? otherwise(name)] as const);
  return Object.fromEntries(chosen) as Record<PortName, number>;
}

function portNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (number < 0 || number > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535; 0 takes any free one.');
  }
  return number;
}
