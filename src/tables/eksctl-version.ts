/** The eksctl whose templates ours equal; eksctl reads it from a tag and refuses what is no plain version. */
export const eksctlVersion = '0.231.0'
