/** The stored configuration cannot be used as it is, with the settings that this process has. */
export class ConfigurationInvalid extends Error {
  override readonly name = 'ConfigurationInvalid';
}
