/** A service account by what it is known by. */
export interface AccountName {
  readonly namespace: string
  readonly name: string
}

/** `namespace/name`, as tags and globs have it. */
export const accountText = ({ namespace, name }: AccountName): string => `${namespace}/${name}`
