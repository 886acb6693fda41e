/** A CloudFormation template, as far as eksx writes and reads them. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09'
  readonly Description?: string
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>
  readonly Conditions?: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, Output>>
}

export interface Resource {
  readonly Type: string
  readonly DependsOn?: readonly string[]
  readonly Properties?: object
  readonly UpdatePolicy?: object
  readonly Condition?: string
}

export interface Output {
  readonly Description?: string
  readonly Value: unknown
  readonly Export?: { readonly Name: unknown }
}
