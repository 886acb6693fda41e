import * as z from 'zod'

/** The sections (`vpc`, `nodeGroups[]`) in which a key would be right; none where it is a key of nothing, or of too many to be a help. */
export function sectionsWith(key: string, schema: unknown): string[] {
  const found = collect(key, schema, '')
  return found.length <= 3 ? found : []
}

function collect(key: string, schema: unknown, path: string): string[] {
  if (schema instanceof z.ZodOptional) return collect(key, schema.unwrap(), path)
  if (schema instanceof z.ZodArray) return collect(key, schema.element, `${path}[]`)
  if (!(schema instanceof z.ZodObject)) return []
  const here = path !== '' && Object.hasOwn(schema.shape, key) ? [path] : []
  return [...here, ...Object.entries(schema.shape).flatMap(([name, inner]) => collect(key, inner, path === '' ? name : `${path}.${name}`))]
}
