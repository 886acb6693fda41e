import type { Service } from '../service.ts'
import { changing } from './operations/change.ts'
import { changeSets } from './operations/change-sets.ts'
import { resumeStacks } from './operations/resume.ts'
import { reading } from './operations/read.ts'
import { templates } from './operations/templates.ts'

/** CloudFormation. It makes resources by calling the other services in the name of who asked. */
export const cloudformation: Service = {
  name: 'cloudformation',
  client: () => import('@aws-sdk/client-cloudformation'),
  resume: resumeStacks,
  operations: { ...changing, ...changeSets, ...reading, ...templates },
}
