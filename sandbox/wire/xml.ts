import type { Member, Target } from './schema.ts'
import { writeScalar } from './write-json.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\n': '&#xA;',
}

/** Text as it stands inside an element. */
export const escapeXml = (text: string): string => text.replace(/[&<>"'\r\n]/g, (character) => escapes[character] ?? character)

/** An element; what is inside is already XML. */
export const element = (name: string, inside: string): string => `<${name}>${inside}</${name}>`

/** The members of a structure as elements, in the model's order; absent ones are left out. */
export function xmlMembers(members: readonly Member[], value: unknown): string {
  if (!isObject(value)) return ''
  return members
    .map((member) => {
      const item = value[member.name]
      return item === undefined || item === null ? '' : xmlElement(member.traits.xmlName ?? member.name, member, item)
    })
    .join('')
}

function xmlElement(name: string, target: Target, value: unknown): string {
  const { shape, traits } = target
  switch (shape.kind) {
    case 'structure':
      return element(name, xmlMembers(shape.members, value))
    case 'list': {
      const items: readonly unknown[] = Array.isArray(value) ? value : []
      if (traits.flattened) return items.map((item) => xmlElement(name, shape.item, item)).join('')
      return element(name, items.map((item) => xmlElement(shape.item.traits.xmlName ?? 'member', shape.item, item)).join(''))
    }
    case 'map': {
      const [keyName, valueName] = [shape.key.traits.xmlName ?? 'key', shape.value.traits.xmlName ?? 'value']
      const entries = Object.entries(isObject(value) ? value : {}).map(
        ([key, item]) => element(keyName, escapeXml(key)) + xmlElement(valueName, shape.value, item),
      )
      return traits.flattened
        ? entries.map((entry) => element(name, entry)).join('')
        : element(name, entries.map((entry) => element('entry', entry)).join(''))
    }
    default:
      return element(name, escapeXml(String(writeScalar(shape, value, 'date-time') ?? '')))
  }
}
