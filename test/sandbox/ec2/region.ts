import { AwsError } from '#sandbox/service.ts'
import type { SandboxOptions } from '#sandbox/sandbox.ts'
import { testSandbox } from '../../sandbox.ts'
import type { TestSandbox } from '../../sandbox.ts'

/** A region of a fresh account, with the calls that tests of EC2 make all the time. */
export interface TestRegion {
  readonly sandbox: TestSandbox
  readonly aws: <O = Record<string, never>>(operation: string, input?: object, service?: string) => Promise<O>
  /** Lets simulated time pass. */
  readonly pass: (ms: number) => Promise<void>
  readonly vpc: (cidr?: string) => Promise<string>
  readonly subnet: (vpcId: string, cidr: string, zone?: string) => Promise<string>
  /** A VPC with an internet gateway. */
  readonly openVpc: () => Promise<{ vpcId: string; gatewayId: string }>
}

const regionName = 'eu-west-1'

export async function testRegion(options: SandboxOptions = {}): Promise<TestRegion> {
  const sandbox = await testSandbox(options)
  const call = sandbox.account.call(regionName)
  const aws: TestRegion['aws'] = (operation, input = {}, service = 'ec2') => call.aws(service, operation, input)
  const vpc = async (CidrBlock = '10.0.0.0/16') => (await aws<{ Vpc: { VpcId: string } }>('CreateVpc', { CidrBlock })).Vpc.VpcId
  return {
    sandbox,
    aws,
    pass: (ms) => sandbox.clock.sleep(ms),
    vpc,
    subnet: async (VpcId, CidrBlock, zone = `${regionName}a`) =>
      (await aws<{ Subnet: { SubnetId: string } }>('CreateSubnet', { VpcId, CidrBlock, AvailabilityZone: zone })).Subnet.SubnetId,
    async openVpc() {
      const vpcId = await vpc()
      const gatewayId = (await aws<{ InternetGateway: { InternetGatewayId: string } }>('CreateInternetGateway')).InternetGateway
        .InternetGatewayId
      await aws('AttachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId })
      return { vpcId, gatewayId }
    },
  }
}

/** How AWS refuses a call: code and message. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'not refused',
    (error: unknown) => {
      if (error instanceof AwsError) return `${error.code}: ${error.message}`
      throw error
    },
  )
}
