import { AwsError } from '#sandbox/service.ts'
import { canonical, parseBlock, type Block } from './cidr.ts'
import { invalidValue } from './refusals.ts'

/** Reads a block that a VPC or a subnet may have: /16 to /28. */
export function networkBlock(text: string | undefined, refusal: { code: string; message: (cidr: string) => string }): Block {
  const block = parseBlock(text ?? '')
  if (block === undefined) throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`)
  if (block.bits < 16 || block.bits > 28) throw new AwsError(refusal.code, refusal.message(text ?? ''))
  return canonical(block)
}
