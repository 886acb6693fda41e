import type { Slot } from '../../service.ts'

/** The address that the sandbox answers at; tokens may be signed for it. */
export const originSlot: Slot<{ origin: string }> = { name: 'sandbox:origin', scope: 'account', initial: () => ({ origin: '' }) }
