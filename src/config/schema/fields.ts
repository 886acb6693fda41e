import * as z from 'zod'
import { parseCidr } from '../cidr.ts'

/** How a settled config is printed: what stands for an unset field, and whether an empty value is worth a line. */
export interface Printing {
  /** Printed where the field is unset; without it, an unset field is left out. */
  readonly unset?: null | false | 0 | ''
  /** An empty value (`''`, `0`, `false`, `[]`, `{}`) says something other than unset. */
  readonly empty?: 'shown' | 'hidden'
  /** A section that is there even when nobody wrote it. */
  readonly always?: true
}

interface Options extends Printing {
  /** The values that make sense, for editors; what is refused is said by the rules, some of which forgive the case. */
  readonly allowed?: readonly (string | number)[]
  /** What holds where nothing is written, for editors. */
  readonly preset?: unknown
}

/** The print hints by schema; apart from the descriptions, so that they stay out of the JSON schema. */
export const printing = z.registry<Printing>()

/** An optional text. */
export function text(description: string, options: Options = {}) {
  return described(z.string().optional(), description, options)
}

/** A text that must be there. */
export function name(description: string, options: Options = {}) {
  return described(z.string(), description, { unset: '', ...options })
}

/** An optional yes or no; `false` is not the same as unset unless said. */
export function flag(description: string, options: Options = {}) {
  return described(z.boolean().optional(), description, { empty: 'shown', ...options })
}

/** An optional whole number, no greater than AWS counts (32 bits); zero is not the same as unset unless said. */
export function whole(description: string, options: Options = {}) {
  return described(z.int32().optional(), description, { empty: 'shown', ...options })
}

/** An optional number. */
export function decimal(description: string, options: Options = {}) {
  return described(z.number().optional(), description, { empty: 'shown', ...options })
}

/** An optional list of texts. */
export function texts(description: string, { allowed, ...options }: Options = {}) {
  const item = allowed ? z.string().meta({ enum: [...allowed] }) : z.string()
  return described(z.array(item).optional(), description, options)
}

/** An optional map from text to text: tags, labels, annotations. */
export function textMap(description: string, options: Options = {}) {
  return described(z.record(z.string(), z.string()).optional(), description, { preset: {}, ...options })
}

/** An optional document of somebody else's format: an IAM policy, kubelet or Bottlerocket settings. */
export function freeForm(description: string, options: Options = {}) {
  return described(z.record(z.string(), z.unknown()).optional(), description, options)
}

/** An optional ARN; an empty one is refused, unlike other texts. */
export function arn(description: string, options: Options = {}) {
  const pattern = /^arn:(?:[^:]*:){4}/
  return described(
    z.string().regex(pattern, 'is not an ARN (arn:partition:service:region:account:resource)').optional(),
    description,
    options,
  )
}

/** An optional address range; bits beyond the prefix are kept as written. */
export function cidr(description: string, options: Options = {}) {
  const range = z.string().refine((value) => parseCidr(value) !== undefined, 'is not an address range (like 10.0.0.0/16)')
  return described(range.optional(), description, { empty: 'shown', ...options })
}

/** An optional section: its own keys and no others. */
export function section<Shape extends z.core.$ZodLooseShape>(description: string, shape: Shape, options: Options = {}) {
  return described(z.strictObject(shape).optional(), description, { empty: 'shown', ...options })
}

/** An optional list of sections. */
export function sections<Shape extends z.core.$ZodLooseShape>(description: string, shape: Shape, options: Options = {}) {
  return described(z.array(z.strictObject(shape)).optional(), description, options)
}

function described<Schema extends z.ZodType>(schema: Schema, description: string, options: Options): Schema {
  const { allowed, preset, ...print } = options
  const meta = { description, ...(allowed && { enum: [...allowed] }), ...(preset !== undefined && { default: preset }) }
  const result = schema.meta(meta)
  printing.add(result, print)
  return result
}
