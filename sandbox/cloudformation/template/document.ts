/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A JSON object. */
export type JsonObject = { [key: string]: Json }

/** A template as it was sent, checked for its outer form. */
export interface TemplateDocument {
  readonly description?: string
  readonly metadata?: JsonObject
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>
  readonly mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>
  readonly conditions: Readonly<Record<string, Json>>
  readonly resources: Readonly<Record<string, ResourceDeclaration>>
  readonly outputs: Readonly<Record<string, OutputDeclaration>>
  readonly transforms: readonly string[]
}

/** A parameter that the template asks for. */
export interface ParameterDeclaration {
  readonly Type: string
  readonly Default?: Json
  readonly AllowedValues?: readonly Json[]
  readonly AllowedPattern?: string
  readonly MinLength?: Json
  readonly MaxLength?: Json
  readonly MinValue?: Json
  readonly MaxValue?: Json
  readonly NoEcho?: Json
  readonly Description?: string
  readonly ConstraintDescription?: string
}

/** A resource that the template asks for, with its attributes. */
export interface ResourceDeclaration {
  readonly Type: string
  readonly Properties?: JsonObject
  readonly DependsOn?: string | readonly string[]
  readonly Condition?: string
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly CreationPolicy?: JsonObject
  readonly UpdatePolicy?: JsonObject
  readonly Metadata?: JsonObject
}

/** A value that the stack tells, perhaps to other stacks. */
export interface OutputDeclaration {
  readonly Value: Json
  readonly Description?: string
  readonly Condition?: string
  readonly Export?: { readonly Name: Json }
}

/** Whether a value is an object with keys (not a list, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A simple value as text; lists and objects as JSON, what is absent as nothing. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The names that a resource says it must come after. */
export function dependsOn(resource: ResourceDeclaration): readonly string[] {
  const names = resource.DependsOn
  return names === undefined ? [] : typeof names === 'string' ? [names] : names
}
