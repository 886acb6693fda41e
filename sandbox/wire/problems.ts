/** What is wrong with a request's input, by the path of the member: `vpcConfig.subnetIds[0]`. Each service kind decides what it says to which. */
export class Problems {
  readonly missing: string[] = []
  readonly unknown: string[] = []
  readonly mistyped: string[] = []
}
