import * as z from 'zod'
import { clusterConfig } from './schema/cluster-config.ts'

/** The schema of the config file for editors, as JSON Schema (draft 7). */
export function jsonSchema(): object {
  return z.toJSONSchema(clusterConfig, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema: schema, path }) => {
      if (path.includes('nodeGroups') && path.at(-1) === 'taints')
        Object.assign(schema, { type: ['array', 'object'], additionalProperties: { type: 'string' } })
    },
  })
}
