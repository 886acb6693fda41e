/** What a status means to the commands: those that make a thing, those that change it or work in it, those that delete it. All may read it. */
export interface StateVerdict {
  /**
   * `so`: it stands. `create`: there is none. `follow`: it moves, its end is judged then. `replace`: what is left of it goes, and it is made
   * anew. `blocked`: only a person can tell.
   */
  readonly create: 'so' | 'create' | 'follow' | 'replace' | 'blocked'
  /** `update`: at once. `follow`: after what is under way. `missing`: there is nothing to change. */
  readonly update: 'update' | 'follow' | 'missing' | 'blocked'
  /** `gone`: nothing to do. `delete`: at once. `settle`: EKS takes it when what is under way has ended. `follow`: it is going. */
  readonly delete: 'gone' | 'delete' | 'settle' | 'follow' | 'blocked'
  /** What helps where it is blocked. */
  readonly line?: string
}

const absent: StateVerdict = { create: 'create', update: 'missing', delete: 'gone' }
const active: StateVerdict = { create: 'so', update: 'update', delete: 'delete' }
const creating: StateVerdict = { create: 'follow', update: 'follow', delete: 'delete' }
const updating: StateVerdict = { create: 'follow', update: 'follow', delete: 'settle' }
const deleting: StateVerdict = {
  create: 'replace',
  update: 'blocked',
  delete: 'follow',
  line: 'it is being deleted: create it anew when it is gone',
}
const createFailed: StateVerdict = {
  create: 'replace',
  update: 'blocked',
  delete: 'delete',
  line: 'it was never whole: mend the cause, delete it, and create it anew',
}
const deleteFailed: StateVerdict = {
  create: 'blocked',
  update: 'blocked',
  delete: 'delete',
  line: 'somebody wanted it gone: mend what holds it, and delete it again',
}

/** A cluster, and `ABSENT` where there is none. A connected one (PENDING, or ACTIVE with a connector) is run by its own tools. */
export const clusterStates = {
  ABSENT: absent,
  CREATING: { create: 'follow', update: 'blocked', delete: 'settle', line: 'wait until it is ACTIVE, then run the same command again' },
  ACTIVE: active,
  UPDATING: { create: 'so', update: 'follow', delete: 'settle' },
  DELETING: {
    create: 'blocked',
    update: 'blocked',
    delete: 'follow',
    line: 'it is being deleted: wait until it is gone, then create it anew',
  },
  FAILED: { create: 'blocked', update: 'blocked', delete: 'delete', line: 'it was never whole: delete it, and create it anew' },
  PENDING: { create: 'blocked', update: 'blocked', delete: 'blocked', line: 'deregister it: its own tools run it' },
} as const satisfies Readonly<Record<string, StateVerdict>>

/** A managed nodegroup. Its creation follows its stack; one without a stack was made by hand. */
export const nodegroupStates = {
  ABSENT: absent,
  CREATING: creating,
  ACTIVE: active,
  UPDATING: updating,
  DEGRADED: active,
  DELETING: deleting,
  CREATE_FAILED: createFailed,
  DELETE_FAILED: deleteFailed,
} as const satisfies Readonly<Record<string, StateVerdict>>

/** An add-on. One that is DEGRADED may lack no more than nodes, so it is followed for a while. */
export const addonStates = {
  ABSENT: absent,
  CREATING: creating,
  ACTIVE: active,
  UPDATING: updating,
  DEGRADED: { create: 'follow', update: 'update', delete: 'delete' },
  DELETING: deleting,
  CREATE_FAILED: createFailed,
  UPDATE_FAILED: {
    create: 'blocked',
    update: 'update',
    delete: 'delete',
    line: 'its last update failed: mend the cause, and change it with `eksx update addon`',
  },
  DELETE_FAILED: deleteFailed,
} as const satisfies Readonly<Record<string, StateVerdict>>

/** A Fargate profile. EKS does not change one: it is deleted and made anew, so nothing updates it; and it makes or removes one at a time. */
export const fargateProfileStates = {
  ABSENT: absent,
  CREATING: { ...creating, delete: 'settle' },
  ACTIVE: active,
  DELETING: deleting,
  CREATE_FAILED: createFailed,
  DELETE_FAILED: { ...deleteFailed, create: 'replace' },
} as const satisfies Readonly<Record<string, StateVerdict>>

/** A capability. Its creation follows its stack. */
export const capabilityStates = {
  ABSENT: absent,
  CREATING: creating,
  ACTIVE: active,
  UPDATING: updating,
  DEGRADED: active,
  DELETING: deleting,
  CREATE_FAILED: createFailed,
  DELETE_FAILED: deleteFailed,
} as const satisfies Readonly<Record<string, StateVerdict>>

/** An OIDC provider for the Kubernetes API: EKS takes it away only when it stands. */
export const identityProviderStates = {
  ABSENT: absent,
  CREATING: { ...creating, delete: 'settle' },
  ACTIVE: active,
  DELETING: deleting,
} as const satisfies Readonly<Record<string, StateVerdict>>

/** The row of a thing's table; a status that is in none is EKS's of tomorrow. */
export const verdictOn = (states: Readonly<Record<string, StateVerdict>>, status: string | undefined): StateVerdict =>
  states[status ?? 'ABSENT'] ?? {
    create: 'blocked',
    update: 'blocked',
    delete: 'blocked',
    line: 'this eksx does not know that status: a newer one may',
  }
