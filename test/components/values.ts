/** A value as it crosses the wire: what `inputs` are made of. */
export type Value = string | number | boolean | null | undefined | Value[] | { [key: string]: Value };
export type Values = { [key: string]: Value };
