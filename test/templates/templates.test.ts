import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Template } from '#templates/cfn.ts'
import { readable } from '#templates/readable.ts'
import { examples } from './examples.ts'

const names = Object.keys(examples)
const render = (name: string): Template => {
  const make = examples[name]
  if (!make) throw new Error(`no example ${name}`)
  return make()
}

test.each(names)('%s is what a person has reviewed', async (name) => {
  const text = stringify(render(name), decodedUserData, { lineWidth: 0, aliasDuplicateObjects: false })
  await expect(text).toMatchFileSnapshot(`../golden/templates/${name}.yaml`)
})

test.each(names)('%s is the same, byte for byte, each time', (name) => {
  expect(JSON.stringify(render(name))).toBe(JSON.stringify(render(name)))
})

test.each(names)('%s holds no type and no property that eksctl could not read back', (name) => {
  const known: Readonly<Record<string, readonly string[]>> = readable
  for (const [id, resource] of Object.entries(render(name).Resources)) {
    expect(Object.keys(known), id).toContain(resource.Type)
    for (const property of Object.keys(resource.Properties ?? {})) expect(known[resource.Type], `${id}.${property}`).toContain(property)
    expect(['Type', 'DependsOn', 'Properties', 'UpdatePolicy'], id).toEqual(expect.arrayContaining(Object.keys(resource)))
    if (resource.DependsOn) expect(resource.DependsOn.every((one) => typeof one === 'string')).toBe(true)
  }
})

test.each(names)('%s refers to nothing that is not in it', (name) => {
  const template = render(name)
  const known = new Set(Object.keys(template.Resources))
  const dependencies = Object.values(template.Resources).flatMap((resource) => resource.DependsOn ?? [])
  const missing = [...references(template), ...dependencies].filter((id) => !id.startsWith('AWS::') && !known.has(id))
  expect(missing).toEqual([])
})

test.each(names)('%s keeps undefined values out', (name) => {
  const template = render(name)
  expect(template).toStrictEqual(JSON.parse(JSON.stringify(template)))
})

test.each(names)('%s fits into what CloudFormation takes inline', (name) => {
  expect(Buffer.byteLength(JSON.stringify(render(name)))).toBeLessThan(51_200)
})

test.each(names)('%s exports under the name that nodegroup stacks and eksctl import', (name) => {
  for (const [key, output] of Object.entries(render(name).Outputs ?? {})) {
    if (!output.Export) continue
    const expected = key === 'AutoModeNodeRoleARN' ? '${AWS::StackName}-NodeRoleArn' : `\${AWS::StackName}::${key}`
    expect(output.Export.Name).toEqual({ 'Fn::Sub': expected })
  }
})

/** User data as a person can read it. */
const decodedUserData = (key: unknown, value: unknown) =>
  key === 'UserData' && typeof value === 'string' ? Buffer.from(value, 'base64').toString().replaceAll('\r', '') : value

/** The logical ids that a value refers to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, one]) => {
    if (key === 'Ref' && typeof one === 'string') return [one]
    if (key === 'Fn::GetAtt') return [String(Array.isArray(one) ? one[0] : one).split('.')[0] ?? '']
    return references(one)
  })
}
