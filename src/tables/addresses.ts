/** The range of a VPC that is made without one being stated. */
export const defaultVpcCidr = '192.168.0.0/16'
