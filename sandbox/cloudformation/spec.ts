import slice from './spec.generated.json' with { type: 'json' }

/** What a value of a property may look like: a simple type, a list, a map, one of several, or a structure named in `definitions`. */
export type Shape =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'json'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly any: readonly Shape[] }
  | { readonly ref: string }

/** One property of a resource type or of a structure in it. */
export interface PropertyShape {
  readonly type: Shape
  readonly required?: true
  /** A change of this property makes a new resource (`maybe`: under conditions that the specification does not tell). */
  readonly replacement?: 'yes' | 'maybe'
}

/** A resource type as AWS's specification describes it. */
export interface ResourceShape {
  readonly properties: Readonly<Record<string, PropertyShape>>
  readonly attributes: readonly string[]
  readonly tags?: { readonly property: string; readonly style: string }
}

/** The part of AWS's specification that the sandbox knows; `scripts/generate-spec.ts` writes it. */
export interface Slice {
  readonly resources: Readonly<Record<string, ResourceShape>>
  readonly definitions: Readonly<Record<string, Readonly<Record<string, PropertyShape>>>>
}

/** The specification. */
export const specification = slice as unknown as Slice

/** The shape of a resource type, or undefined where the sandbox does not know it. */
export function shapeOf(type: string): ResourceShape | undefined {
  return Object.hasOwn(specification.resources, type) ? specification.resources[type] : undefined
}
