/**
 * How a field is stored: `text` VARCHAR (instants and ids too, so that they come back exactly), `integer` BIGINT (a
 * JavaScript number, safe integers only), `double` DOUBLE, `boolean` BOOLEAN, `json` VARCHAR in canonical JSON.
 */
export type Kind = 'text' | 'integer' | 'double' | 'boolean' | 'json';

export interface Column {
  name: string;
  kind: Kind;
  nullable: boolean;
}

/** The columns of one kind of Parquet artifact, in order; `Row` is what a row looks like in TypeScript. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Never there: it ties the table to its rows, in the direction that lets any table stand for `Table<never>`. */
  readonly accepts?: (row: Row) => void;
}

type KindOf<Value> = Value extends string
  ? 'text'
  : Value extends boolean
    ? 'boolean'
    : Value extends number
      ? 'integer' | 'double'
      : 'json';

/** A kind, with `?` where the field may be null. */
type Declared<Value> = null extends Value ? `${KindOf<NonNullable<Value>>}?` : KindOf<Value>;

/** Declares a table; a field of `Row` that is left out, or stored as what it is not, is a type error. */
export function table<Row>(name: string, columns: { [Field in keyof Row]-?: Declared<Row[Field]> }): Table<Row> {
  return {
    name,
    columns: Object.entries<string>(columns).map(([field, declared]) => ({
      name: field,
      kind: declared.replace('?', '') as Kind,
      nullable: declared.endsWith('?'),
    })),
  };
}
