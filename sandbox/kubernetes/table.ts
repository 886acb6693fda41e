import { apiVersionOf, type Resource } from './resources.ts'
import { columnsOf, type Cell } from './columns.ts'
import type { KubeObject } from './objects.ts'

/** The form a client asked for in `Accept`. */
export type Form = 'Table' | 'PartialObjectMetadata' | 'whole'

/** The first of the accepted media types that is served. */
export function formOf(accept: string | undefined): Form {
  for (const type of (accept ?? '').split(',')) {
    if (!type.includes('json') || !/;v=v1(;|$)/.test(type.trim())) {
      if (/^\s*(application\/json|\*\/\*)\s*(;\s*q=[\d.]+)?$/.test(type)) return 'whole'
      continue
    }
    if (type.includes('as=Table')) return 'Table'
    if (type.includes('as=PartialObjectMetadata')) return 'PartialObjectMetadata'
  }
  return 'whole'
}

/** Objects of a kind as kubectl prints them. `now` (ms) is what ages are told from; `include` says what each row carries. */
export function tableOf(resource: Resource, objects: readonly KubeObject[], metadata: object, now: number, include = 'Metadata'): object {
  const columns = columnsOf(resource)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type = 'string', format = '', wide }) => ({
      name,
      type,
      format,
      description: '',
      priority: wide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column): Cell => column.cell(object, now)),
      ...(include !== 'None' && { object: include === 'Object' ? { ...object, apiVersion: apiVersionOf(resource) } : partial(object) }),
    })),
  }
}

/** Only who an object is. */
export function partial(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}
