import type { Explanations } from './explanation.ts'

/** Of CloudFormation's stacks. */
export const stackExplanations: Explanations = {
  ChangeSetFailed: {
    means: 'CloudFormation could not work out the change to a stack. The stack is as it was.',
    causes: ['a stack that is being changed by somebody else', 'a missing permission, or a value that CloudFormation refuses'],
    help: ['mend what its words name, then run the same command again'],
  },
  DeleteFailed: {
    means: 'Something that should have gone remains; the message names it with its reason.',
    causes: [
      'a network interface, load balancer or security group that others still use',
      'a resource that was changed by hand',
      'a missing permission',
    ],
    help: ['remove what holds it, then run the same command again: it deletes what is left'],
  },
  StackFailed: {
    means: 'A stack did not come to stand. The message names the resource that failed first and what AWS said.',
    causes: [
      'a quota that is used up (VPCs, addresses, instances)',
      'no capacity for an instance type',
      'a missing permission',
      'a value that the service behind the resource refuses',
    ],
    help: [
      'mend that cause',
      'run the same command again: an empty failed stack is removed and made anew',
      'eksx utils describe-stacks --events shows all that happened',
    ],
  },
  StackMissing: {
    means: 'A stack that the cluster should have is not there.',
    causes: ['somebody deleted it in CloudFormation', 'neither eksctl nor eksx made the cluster'],
    help: ['see which there are: eksx utils describe-stacks --cluster …'],
  },
  StackNotOurs: {
    means: 'A stack of that name belongs to somebody else. It is not touched.',
    causes: ['a cluster or nodegroup whose name makes the same stack name', 'a stack made by hand'],
    help: ['choose another name, or remove that stack if nobody needs it'],
  },
  StackStuck: {
    means: 'A stack is in a state out of which only a person can tell the way.',
    causes: ['an update or a rollback that failed in part', 'a deletion that failed'],
    help: ['the hint says what this state asks for; its history: eksx utils describe-stacks --events'],
  },
}
