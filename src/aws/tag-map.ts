/** Tags as a map, of the list that AWS has them in. */
export const tagMap = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Readonly<Record<string, string>> => Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
