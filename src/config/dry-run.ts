import { stringify } from 'yaml'
import * as z from 'zod'
import { isMap } from './plain.ts'
import { type ClusterConfig, clusterConfig } from './schema/cluster-config.ts'
import { type Printing, printing } from './schema/fields.ts'

/** A settled config as YAML, keys in order of the alphabet, as `--dry-run` shows it; `nodegroups` leaves the cluster's own sections out. */
export function printConfig({ config, form }: { readonly config: ClusterConfig; readonly form: 'cluster' | 'nodegroups' }): string {
  return stringify(shown(form === 'cluster' ? config : nodegroupsOf(config), clusterConfig), {
    sortMapEntries: true,
    lineWidth: 0,
    version: '1.1',
  })
}

function nodegroupsOf({ apiVersion, kind, metadata, nodeGroups, managedNodeGroups }: ClusterConfig): ClusterConfig {
  return { apiVersion, kind, metadata, nodeGroups, managedNodeGroups }
}

/** The value as it is printed: fields in the manner of their schema, maps and documents as they are. */
function shown(value: unknown, schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return shown(value, schema.unwrap())
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item: unknown) => shown(item, schema.element))
  if (schema instanceof z.ZodRecord && isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one, schema.valueType)]))
  if (!(schema instanceof z.ZodObject) || !isMap(value)) return value
  return Object.fromEntries(Object.entries(schema.shape).flatMap(([key, field]) => entryOf(key, value[key], field)))
}

function entryOf(key: string, value: unknown, schema: z.core.$ZodType): [string, unknown][] {
  const how: Printing = printing.get(schema) ?? {}
  if (value === undefined && how.always) return [[key, shown({}, schema)]]
  if (value === undefined) return how.unset === undefined ? [] : [[key, how.unset]]
  if (isEmpty(value) && how.empty !== 'shown' && how.unset === undefined && !how.always) return []
  return [[key, shown(value, schema)]]
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return isMap(value) ? Object.keys(value).length === 0 : value === '' || value === 0 || value === false
}
