// Written by scripts/generate-properties.ts from @aws-cdk/aws-service-spec and templates/readable.ts. Run it again instead of editing.
import type { Tag, Value } from './cfn.ts'

/** Properties by resource type. */
export interface Properties {
  'AWS::AutoScaling::AutoScalingGroup': AutoScalingAutoScalingGroup
  'AWS::EC2::EIP': EC2EIP
  'AWS::EC2::EgressOnlyInternetGateway': EC2EgressOnlyInternetGateway
  'AWS::EC2::InternetGateway': EC2InternetGateway
  'AWS::EC2::LaunchTemplate': EC2LaunchTemplate
  'AWS::EC2::NatGateway': EC2NatGateway
  'AWS::EC2::PlacementGroup': EC2PlacementGroup
  'AWS::EC2::Route': EC2Route
  'AWS::EC2::RouteTable': EC2RouteTable
  'AWS::EC2::SecurityGroup': EC2SecurityGroup
  'AWS::EC2::SecurityGroupEgress': EC2SecurityGroupEgress
  'AWS::EC2::SecurityGroupIngress': EC2SecurityGroupIngress
  'AWS::EC2::Subnet': EC2Subnet
  'AWS::EC2::SubnetCidrBlock': EC2SubnetCidrBlock
  'AWS::EC2::SubnetRouteTableAssociation': EC2SubnetRouteTableAssociation
  'AWS::EC2::TransitGatewayAttachment': EC2TransitGatewayAttachment
  'AWS::EC2::VPC': EC2VPC
  'AWS::EC2::VPCCidrBlock': EC2VPCCidrBlock
  'AWS::EC2::VPCEndpoint': EC2VPCEndpoint
  'AWS::EC2::VPCGatewayAttachment': EC2VPCGatewayAttachment
  'AWS::EKS::AccessEntry': EKSAccessEntry
  'AWS::EKS::Capability': EKSCapability
  'AWS::EKS::Cluster': EKSCluster
  'AWS::EKS::Nodegroup': EKSNodegroup
  'AWS::Events::Rule': EventsRule
  'AWS::IAM::InstanceProfile': IAMInstanceProfile
  'AWS::IAM::ManagedPolicy': IAMManagedPolicy
  'AWS::IAM::Policy': IAMPolicy
  'AWS::IAM::Role': IAMRole
  'AWS::RolesAnywhere::Profile': RolesAnywhereProfile
  'AWS::RolesAnywhere::TrustAnchor': RolesAnywhereTrustAnchor
  'AWS::SQS::Queue': SQSQueue
  'AWS::SQS::QueuePolicy': SQSQueuePolicy
}

interface AutoScalingAutoScalingGroupLaunchTemplateSpecification {
  readonly LaunchTemplateId?: Value<string> | undefined
  readonly LaunchTemplateName?: Value<string> | undefined
  readonly Version: Value<string>
}

interface AutoScalingAutoScalingGroupMetricsCollection {
  readonly Granularity: Value<string>
  readonly Metrics?: Value<readonly Value<string>[]> | undefined
}

interface AutoScalingAutoScalingGroupMixedInstancesPolicy {
  readonly InstancesDistribution?: AutoScalingAutoScalingGroupInstancesDistribution | undefined
  readonly LaunchTemplate: AutoScalingAutoScalingGroupLaunchTemplate
}

interface AutoScalingAutoScalingGroupInstancesDistribution {
  readonly DistributionSegments?: Value<readonly AutoScalingAutoScalingGroupDistributionSegment[]> | undefined
  readonly OnDemandAllocationStrategy?: Value<string> | undefined
  readonly OnDemandBaseCapacity?: Value<number | `${number}`> | undefined
  readonly OnDemandPercentageAboveBaseCapacity?: Value<number | `${number}`> | undefined
  readonly SpotAllocationStrategy?: Value<string> | undefined
  readonly SpotInstancePools?: Value<number | `${number}`> | undefined
  readonly SpotMaxPrice?: Value<string> | undefined
}

interface AutoScalingAutoScalingGroupDistributionSegment {
  readonly TargetCapacityTypes: Value<readonly Value<string>[]>
}

interface AutoScalingAutoScalingGroupLaunchTemplate {
  readonly LaunchTemplateSpecification: AutoScalingAutoScalingGroupLaunchTemplateSpecification
  readonly Overrides?: Value<readonly AutoScalingAutoScalingGroupLaunchTemplateOverrides[]> | undefined
}

interface AutoScalingAutoScalingGroupLaunchTemplateOverrides {
  readonly ImageId?: Value<string> | undefined
  readonly InstanceRequirements?: AutoScalingAutoScalingGroupInstanceRequirements | undefined
  readonly InstanceType?: Value<string> | undefined
  readonly LaunchTemplateSpecification?: AutoScalingAutoScalingGroupLaunchTemplateSpecification | undefined
  readonly WeightedCapacity?: Value<string> | undefined
}

interface AutoScalingAutoScalingGroupInstanceRequirements {
  readonly AcceleratorCount?: AutoScalingAutoScalingGroupAcceleratorCountRequest | undefined
  readonly AcceleratorManufacturers?: Value<readonly Value<string>[]> | undefined
  readonly AcceleratorNames?: Value<readonly Value<string>[]> | undefined
  readonly AcceleratorTotalMemoryMiB?: AutoScalingAutoScalingGroupAcceleratorTotalMemoryMiBRequest | undefined
  readonly AcceleratorTypes?: Value<readonly Value<string>[]> | undefined
  readonly AllowedInstanceTypes?: Value<readonly Value<string>[]> | undefined
  readonly BareMetal?: Value<string> | undefined
  readonly BaselineEbsBandwidthMbps?: AutoScalingAutoScalingGroupBaselineEbsBandwidthMbpsRequest | undefined
  readonly BaselinePerformanceFactors?: AutoScalingAutoScalingGroupBaselinePerformanceFactorsRequest | undefined
  readonly BurstablePerformance?: Value<string> | undefined
  readonly CpuManufacturers?: Value<readonly Value<string>[]> | undefined
  readonly ExcludedInstanceTypes?: Value<readonly Value<string>[]> | undefined
  readonly InstanceGenerations?: Value<readonly Value<string>[]> | undefined
  readonly LocalStorage?: Value<string> | undefined
  readonly LocalStorageTypes?: Value<readonly Value<string>[]> | undefined
  readonly MaxSpotPriceAsPercentageOfOptimalOnDemandPrice?: Value<number | `${number}`> | undefined
  readonly MemoryGiBPerVCpu?: AutoScalingAutoScalingGroupMemoryGiBPerVCpuRequest | undefined
  readonly MemoryMiB: AutoScalingAutoScalingGroupMemoryMiBRequest
  readonly NetworkBandwidthGbps?: AutoScalingAutoScalingGroupNetworkBandwidthGbpsRequest | undefined
  readonly NetworkInterfaceCount?: AutoScalingAutoScalingGroupNetworkInterfaceCountRequest | undefined
  readonly OnDemandMaxPricePercentageOverLowestPrice?: Value<number | `${number}`> | undefined
  readonly RequireHibernateSupport?: Value<boolean | 'true' | 'false'> | undefined
  readonly SpotMaxPricePercentageOverLowestPrice?: Value<number | `${number}`> | undefined
  readonly TotalLocalStorageGB?: AutoScalingAutoScalingGroupTotalLocalStorageGBRequest | undefined
  readonly VCpuCount: AutoScalingAutoScalingGroupVCpuCountRequest
}

interface AutoScalingAutoScalingGroupAcceleratorCountRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupAcceleratorTotalMemoryMiBRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupBaselineEbsBandwidthMbpsRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupBaselinePerformanceFactorsRequest {
  readonly Cpu?: AutoScalingAutoScalingGroupCpuPerformanceFactorRequest | undefined
}

interface AutoScalingAutoScalingGroupCpuPerformanceFactorRequest {
  readonly References?: Value<readonly AutoScalingAutoScalingGroupPerformanceFactorReferenceRequest[]> | undefined
}

interface AutoScalingAutoScalingGroupPerformanceFactorReferenceRequest {
  readonly InstanceFamily?: Value<string> | undefined
}

interface AutoScalingAutoScalingGroupMemoryGiBPerVCpuRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupMemoryMiBRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupNetworkBandwidthGbpsRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupNetworkInterfaceCountRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupTotalLocalStorageGBRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupVCpuCountRequest {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface AutoScalingAutoScalingGroupTagProperty {
  readonly Key: Value<string>
  readonly PropagateAtLaunch: Value<boolean | 'true' | 'false'>
  readonly Value: Value<string>
}

interface AutoScalingAutoScalingGroup {
  readonly CapacityRebalance?: Value<boolean | 'true' | 'false'> | undefined
  readonly DesiredCapacity?: Value<string> | undefined
  readonly LaunchTemplate?: AutoScalingAutoScalingGroupLaunchTemplateSpecification | undefined
  readonly LoadBalancerNames?: Value<readonly Value<string>[]> | undefined
  readonly MaxInstanceLifetime?: Value<number | `${number}`> | undefined
  readonly MaxSize: Value<string>
  readonly MetricsCollection?: Value<readonly AutoScalingAutoScalingGroupMetricsCollection[]> | undefined
  readonly MinSize: Value<string>
  readonly MixedInstancesPolicy?: AutoScalingAutoScalingGroupMixedInstancesPolicy | undefined
  readonly Tags?: Value<readonly AutoScalingAutoScalingGroupTagProperty[]> | undefined
  readonly TargetGroupARNs?: Value<readonly Value<string>[]> | undefined
  readonly VPCZoneIdentifier?: Value<readonly Value<string>[]> | undefined
}

interface EC2EIP {
  readonly Domain?: Value<string> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface EC2EgressOnlyInternetGateway {
  readonly VpcId: Value<string>
}

interface EC2InternetGateway {
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface EC2LaunchTemplateLaunchTemplateData {
  readonly BlockDeviceMappings?: Value<readonly EC2LaunchTemplateBlockDeviceMapping[]> | undefined
  readonly CapacityReservationSpecification?: EC2LaunchTemplateCapacityReservationSpecification | undefined
  readonly CpuOptions?: EC2LaunchTemplateCpuOptions | undefined
  readonly CreditSpecification?: EC2LaunchTemplateCreditSpecification | undefined
  readonly DisableApiStop?: Value<boolean | 'true' | 'false'> | undefined
  readonly DisableApiTermination?: Value<boolean | 'true' | 'false'> | undefined
  readonly EbsOptimized?: Value<boolean | 'true' | 'false'> | undefined
  readonly ElasticGpuSpecifications?: Value<readonly EC2LaunchTemplateElasticGpuSpecification[]> | undefined
  readonly ElasticInferenceAccelerators?: Value<readonly EC2LaunchTemplateLaunchTemplateElasticInferenceAccelerator[]> | undefined
  readonly EnclaveOptions?: EC2LaunchTemplateEnclaveOptions | undefined
  readonly HibernationOptions?: EC2LaunchTemplateHibernationOptions | undefined
  readonly IamInstanceProfile?: EC2LaunchTemplateIamInstanceProfile | undefined
  readonly ImageId?: Value<string> | undefined
  readonly InstanceInitiatedShutdownBehavior?: Value<string> | undefined
  readonly InstanceMarketOptions?: EC2LaunchTemplateInstanceMarketOptions | undefined
  readonly InstanceRequirements?: EC2LaunchTemplateInstanceRequirements | undefined
  readonly InstanceType?: Value<string> | undefined
  readonly KernelId?: Value<string> | undefined
  readonly KeyName?: Value<string> | undefined
  readonly LicenseSpecifications?: Value<readonly EC2LaunchTemplateLicenseSpecification[]> | undefined
  readonly MaintenanceOptions?: EC2LaunchTemplateMaintenanceOptions | undefined
  readonly MetadataOptions?: EC2LaunchTemplateMetadataOptions | undefined
  readonly Monitoring?: EC2LaunchTemplateMonitoring | undefined
  readonly NetworkInterfaces?: Value<readonly EC2LaunchTemplateNetworkInterface[]> | undefined
  readonly NetworkPerformanceOptions?: EC2LaunchTemplateNetworkPerformanceOptions | undefined
  readonly Placement?: EC2LaunchTemplatePlacement | undefined
  readonly PrivateDnsNameOptions?: EC2LaunchTemplatePrivateDnsNameOptions | undefined
  readonly RamDiskId?: Value<string> | undefined
  readonly SecurityGroupIds?: Value<readonly Value<string>[]> | undefined
  readonly SecurityGroups?: Value<readonly Value<string>[]> | undefined
  readonly TagSpecifications?: Value<readonly EC2LaunchTemplateTagSpecification[]> | undefined
  readonly UserData?: Value<string> | undefined
}

interface EC2LaunchTemplateBlockDeviceMapping {
  readonly DeviceName?: Value<string> | undefined
  readonly Ebs?: EC2LaunchTemplateEbs | undefined
  readonly NoDevice?: Value<string> | undefined
  readonly VirtualName?: Value<string> | undefined
}

interface EC2LaunchTemplateEbs {
  readonly DeleteOnTermination?: Value<boolean | 'true' | 'false'> | undefined
  readonly EbsCardIndex?: Value<number | `${number}`> | undefined
  readonly Encrypted?: Value<boolean | 'true' | 'false'> | undefined
  readonly Iops?: Value<number | `${number}`> | undefined
  readonly KmsKeyId?: Value<string> | undefined
  readonly SnapshotId?: Value<string> | undefined
  readonly Throughput?: Value<number | `${number}`> | undefined
  readonly VolumeInitializationRate?: Value<number | `${number}`> | undefined
  readonly VolumeSize?: Value<number | `${number}`> | undefined
  readonly VolumeType?: Value<string> | undefined
}

interface EC2LaunchTemplateCapacityReservationSpecification {
  readonly CapacityReservationPreference?: Value<string> | undefined
  readonly CapacityReservationTarget?: EC2LaunchTemplateCapacityReservationTarget | undefined
}

interface EC2LaunchTemplateCapacityReservationTarget {
  readonly CapacityReservationId?: Value<string> | undefined
  readonly CapacityReservationResourceGroupArn?: Value<string> | undefined
}

interface EC2LaunchTemplateCpuOptions {
  readonly AmdSevSnp?: Value<string> | undefined
  readonly CoreCount?: Value<number | `${number}`> | undefined
  readonly NestedVirtualization?: Value<string> | undefined
  readonly ThreadsPerCore?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateCreditSpecification {
  readonly CpuCredits?: Value<string> | undefined
}

interface EC2LaunchTemplateElasticGpuSpecification {
  readonly Type?: Value<string> | undefined
}

interface EC2LaunchTemplateLaunchTemplateElasticInferenceAccelerator {
  readonly Count?: Value<number | `${number}`> | undefined
  readonly Type?: Value<string> | undefined
}

interface EC2LaunchTemplateEnclaveOptions {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
}

interface EC2LaunchTemplateHibernationOptions {
  readonly Configured?: Value<boolean | 'true' | 'false'> | undefined
}

interface EC2LaunchTemplateIamInstanceProfile {
  readonly Arn?: Value<string> | undefined
  readonly Name?: Value<string> | undefined
}

interface EC2LaunchTemplateInstanceMarketOptions {
  readonly MarketType?: Value<string> | undefined
  readonly SpotOptions?: EC2LaunchTemplateSpotOptions | undefined
}

interface EC2LaunchTemplateSpotOptions {
  readonly BlockDurationMinutes?: Value<number | `${number}`> | undefined
  readonly InstanceInterruptionBehavior?: Value<string> | undefined
  readonly MaxPrice?: Value<string> | undefined
  readonly SpotInstanceType?: Value<string> | undefined
  readonly ValidUntil?: Value<string> | undefined
}

interface EC2LaunchTemplateInstanceRequirements {
  readonly AcceleratorCount?: EC2LaunchTemplateAcceleratorCount | undefined
  readonly AcceleratorManufacturers?: Value<readonly Value<string>[]> | undefined
  readonly AcceleratorNames?: Value<readonly Value<string>[]> | undefined
  readonly AcceleratorTotalMemoryMiB?: EC2LaunchTemplateAcceleratorTotalMemoryMiB | undefined
  readonly AcceleratorTypes?: Value<readonly Value<string>[]> | undefined
  readonly AllowedInstanceTypes?: Value<readonly Value<string>[]> | undefined
  readonly BareMetal?: Value<string> | undefined
  readonly BaselineEbsBandwidthMbps?: EC2LaunchTemplateBaselineEbsBandwidthMbps | undefined
  readonly BaselinePerformanceFactors?: EC2LaunchTemplateBaselinePerformanceFactors | undefined
  readonly BurstablePerformance?: Value<string> | undefined
  readonly CpuManufacturers?: Value<readonly Value<string>[]> | undefined
  readonly ExcludedInstanceTypes?: Value<readonly Value<string>[]> | undefined
  readonly InstanceGenerations?: Value<readonly Value<string>[]> | undefined
  readonly LocalStorage?: Value<string> | undefined
  readonly LocalStorageTypes?: Value<readonly Value<string>[]> | undefined
  readonly MaxSpotPriceAsPercentageOfOptimalOnDemandPrice?: Value<number | `${number}`> | undefined
  readonly MemoryGiBPerVCpu?: EC2LaunchTemplateMemoryGiBPerVCpu | undefined
  readonly MemoryMiB?: EC2LaunchTemplateMemoryMiB | undefined
  readonly NetworkBandwidthGbps?: EC2LaunchTemplateNetworkBandwidthGbps | undefined
  readonly NetworkInterfaceCount?: EC2LaunchTemplateNetworkInterfaceCount | undefined
  readonly OnDemandMaxPricePercentageOverLowestPrice?: Value<number | `${number}`> | undefined
  readonly RequireHibernateSupport?: Value<boolean | 'true' | 'false'> | undefined
  readonly SpotMaxPricePercentageOverLowestPrice?: Value<number | `${number}`> | undefined
  readonly TotalLocalStorageGB?: EC2LaunchTemplateTotalLocalStorageGB | undefined
  readonly VCpuCount?: EC2LaunchTemplateVCpuCount | undefined
}

interface EC2LaunchTemplateAcceleratorCount {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateAcceleratorTotalMemoryMiB {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateBaselineEbsBandwidthMbps {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateBaselinePerformanceFactors {
  readonly Cpu?: EC2LaunchTemplateCpu | undefined
}

interface EC2LaunchTemplateCpu {
  readonly References?: Value<readonly EC2LaunchTemplateReference[]> | undefined
}

interface EC2LaunchTemplateReference {
  readonly InstanceFamily?: Value<string> | undefined
}

interface EC2LaunchTemplateMemoryGiBPerVCpu {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateMemoryMiB {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateNetworkBandwidthGbps {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateNetworkInterfaceCount {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateTotalLocalStorageGB {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateVCpuCount {
  readonly Max?: Value<number | `${number}`> | undefined
  readonly Min?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateLicenseSpecification {
  readonly LicenseConfigurationArn?: Value<string> | undefined
}

interface EC2LaunchTemplateMaintenanceOptions {
  readonly AutoRecovery?: Value<string> | undefined
}

interface EC2LaunchTemplateMetadataOptions {
  readonly HttpEndpoint?: Value<string> | undefined
  readonly HttpProtocolIpv6?: Value<string> | undefined
  readonly HttpPutResponseHopLimit?: Value<number | `${number}`> | undefined
  readonly HttpTokens?: Value<string> | undefined
  readonly InstanceMetadataTags?: Value<string> | undefined
}

interface EC2LaunchTemplateMonitoring {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
}

interface EC2LaunchTemplateNetworkInterface {
  readonly AssociateCarrierIpAddress?: Value<boolean | 'true' | 'false'> | undefined
  readonly AssociatePublicIpAddress?: Value<boolean | 'true' | 'false'> | undefined
  readonly ConnectionTrackingSpecification?: EC2LaunchTemplateConnectionTrackingSpecification | undefined
  readonly DeleteOnTermination?: Value<boolean | 'true' | 'false'> | undefined
  readonly Description?: Value<string> | undefined
  readonly DeviceIndex?: Value<number | `${number}`> | undefined
  readonly EnaQueueCount?: Value<number | `${number}`> | undefined
  readonly EnaSrdSpecification?: EC2LaunchTemplateEnaSrdSpecification | undefined
  readonly Groups?: Value<readonly Value<string>[]> | undefined
  readonly InterfaceType?: Value<string> | undefined
  readonly Ipv4PrefixCount?: Value<number | `${number}`> | undefined
  readonly Ipv4Prefixes?: Value<readonly EC2LaunchTemplateIpv4PrefixSpecification[]> | undefined
  readonly Ipv6AddressCount?: Value<number | `${number}`> | undefined
  readonly Ipv6Addresses?: Value<readonly EC2LaunchTemplateIpv6Add[]> | undefined
  readonly Ipv6PrefixCount?: Value<number | `${number}`> | undefined
  readonly Ipv6Prefixes?: Value<readonly EC2LaunchTemplateIpv6PrefixSpecification[]> | undefined
  readonly NetworkCardIndex?: Value<number | `${number}`> | undefined
  readonly NetworkInterfaceId?: Value<string> | undefined
  readonly PrimaryIpv6?: Value<boolean | 'true' | 'false'> | undefined
  readonly PrivateIpAddress?: Value<string> | undefined
  readonly PrivateIpAddresses?: Value<readonly EC2LaunchTemplatePrivateIpAdd[]> | undefined
  readonly SecondaryPrivateIpAddressCount?: Value<number | `${number}`> | undefined
  readonly SubnetId?: Value<string> | undefined
}

interface EC2LaunchTemplateConnectionTrackingSpecification {
  readonly TcpEstablishedTimeout?: Value<number | `${number}`> | undefined
  readonly UdpStreamTimeout?: Value<number | `${number}`> | undefined
  readonly UdpTimeout?: Value<number | `${number}`> | undefined
}

interface EC2LaunchTemplateEnaSrdSpecification {
  readonly EnaSrdEnabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly EnaSrdUdpSpecification?: EC2LaunchTemplateEnaSrdUdpSpecification | undefined
}

interface EC2LaunchTemplateEnaSrdUdpSpecification {
  readonly EnaSrdUdpEnabled?: Value<boolean | 'true' | 'false'> | undefined
}

interface EC2LaunchTemplateIpv4PrefixSpecification {
  readonly Ipv4Prefix?: Value<string> | undefined
}

interface EC2LaunchTemplateIpv6Add {
  readonly Ipv6Address?: Value<string> | undefined
}

interface EC2LaunchTemplateIpv6PrefixSpecification {
  readonly Ipv6Prefix?: Value<string> | undefined
}

interface EC2LaunchTemplatePrivateIpAdd {
  readonly Primary?: Value<boolean | 'true' | 'false'> | undefined
  readonly PrivateIpAddress?: Value<string> | undefined
}

interface EC2LaunchTemplateNetworkPerformanceOptions {
  readonly BandwidthWeighting?: Value<string> | undefined
}

interface EC2LaunchTemplatePlacement {
  readonly Affinity?: Value<string> | undefined
  readonly AvailabilityZone?: Value<string> | undefined
  readonly GroupId?: Value<string> | undefined
  readonly GroupName?: Value<string> | undefined
  readonly HostId?: Value<string> | undefined
  readonly HostResourceGroupArn?: Value<string> | undefined
  readonly PartitionNumber?: Value<number | `${number}`> | undefined
  readonly SpreadDomain?: Value<string> | undefined
  readonly Tenancy?: Value<string> | undefined
}

interface EC2LaunchTemplatePrivateDnsNameOptions {
  readonly EnableResourceNameDnsAAAARecord?: Value<boolean | 'true' | 'false'> | undefined
  readonly EnableResourceNameDnsARecord?: Value<boolean | 'true' | 'false'> | undefined
  readonly HostnameType?: Value<string> | undefined
}

interface EC2LaunchTemplateTagSpecification {
  readonly ResourceType?: Value<string> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface EC2LaunchTemplate {
  readonly LaunchTemplateData: EC2LaunchTemplateLaunchTemplateData
  readonly LaunchTemplateName?: Value<string> | undefined
}

interface EC2NatGateway {
  readonly AllocationId?: Value<string> | undefined
  readonly SubnetId?: Value<string> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface EC2PlacementGroup {
  readonly Strategy?: Value<string> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface EC2Route {
  readonly DestinationCidrBlock?: Value<string> | undefined
  readonly DestinationIpv6CidrBlock?: Value<string> | undefined
  readonly EgressOnlyInternetGatewayId?: Value<string> | undefined
  readonly GatewayId?: Value<string> | undefined
  readonly NatGatewayId?: Value<string> | undefined
  readonly RouteTableId: Value<string>
  readonly TransitGatewayId?: Value<string> | undefined
}

interface EC2RouteTable {
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly VpcId: Value<string>
}

interface EC2SecurityGroupIngress {
  readonly CidrIp?: Value<string> | undefined
  readonly CidrIpv6?: Value<string> | undefined
  readonly Description?: Value<string> | undefined
  readonly FromPort?: Value<number | `${number}`> | undefined
  readonly GroupId?: Value<string> | undefined
  readonly IpProtocol: Value<string>
  readonly SourceSecurityGroupId?: Value<string> | undefined
  readonly ToPort?: Value<number | `${number}`> | undefined
}

interface EC2SecurityGroup {
  readonly GroupDescription: Value<string>
  readonly GroupName?: Value<string> | undefined
  readonly SecurityGroupIngress?: Value<readonly EC2SecurityGroupIngress[]> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly VpcId?: Value<string> | undefined
}

interface EC2SecurityGroupEgress {
  readonly Description?: Value<string> | undefined
  readonly DestinationSecurityGroupId?: Value<string> | undefined
  readonly FromPort?: Value<number | `${number}`> | undefined
  readonly GroupId: Value<string>
  readonly IpProtocol: Value<string>
  readonly ToPort?: Value<number | `${number}`> | undefined
}

interface EC2SubnetPrivateDnsNameOptionsOnLaunch {
  readonly EnableResourceNameDnsAAAARecord?: Value<boolean | 'true' | 'false'> | undefined
  readonly EnableResourceNameDnsARecord?: Value<boolean | 'true' | 'false'> | undefined
  readonly HostnameType?: Value<string> | undefined
}

interface EC2Subnet {
  readonly AssignIpv6AddressOnCreation?: Value<boolean | 'true' | 'false'> | undefined
  readonly AvailabilityZone?: Value<string> | undefined
  readonly CidrBlock?: Value<string> | undefined
  readonly Ipv6CidrBlock?: Value<string> | undefined
  readonly MapPublicIpOnLaunch?: Value<boolean | 'true' | 'false'> | undefined
  readonly OutpostArn?: Value<string> | undefined
  readonly PrivateDnsNameOptionsOnLaunch?: EC2SubnetPrivateDnsNameOptionsOnLaunch | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly VpcId: Value<string>
}

interface EC2SubnetCidrBlock {
  readonly Ipv6CidrBlock?: Value<string> | undefined
  readonly SubnetId: Value<string>
}

interface EC2SubnetRouteTableAssociation {
  readonly RouteTableId: Value<string>
  readonly SubnetId: Value<string>
}

interface EC2TransitGatewayAttachment {
  readonly SubnetIds: Value<readonly Value<string>[]>
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly TransitGatewayId: Value<string>
  readonly VpcId: Value<string>
}

interface EC2VPC {
  readonly CidrBlock?: Value<string> | undefined
  readonly EnableDnsHostnames?: Value<boolean | 'true' | 'false'> | undefined
  readonly EnableDnsSupport?: Value<boolean | 'true' | 'false'> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface EC2VPCCidrBlock {
  readonly AmazonProvidedIpv6CidrBlock?: Value<boolean | 'true' | 'false'> | undefined
  readonly Ipv6CidrBlock?: Value<string> | undefined
  readonly Ipv6Pool?: Value<string> | undefined
  readonly VpcId: Value<string>
}

interface EC2VPCEndpoint {
  readonly PrivateDnsEnabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly RouteTableIds?: Value<readonly Value<string>[]> | undefined
  readonly SecurityGroupIds?: Value<readonly Value<string>[]> | undefined
  readonly ServiceName?: Value<string> | undefined
  readonly SubnetIds?: Value<readonly Value<string>[]> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly VpcEndpointType?: Value<string> | undefined
  readonly VpcId: Value<string>
}

interface EC2VPCGatewayAttachment {
  readonly InternetGatewayId?: Value<string> | undefined
  readonly VpcId: Value<string>
  readonly VpnGatewayId?: Value<string> | undefined
}

interface EKSAccessEntryAccessPolicy {
  readonly AccessScope: EKSAccessEntryAccessScope
  readonly PolicyArn: Value<string>
}

interface EKSAccessEntryAccessScope {
  readonly Namespaces?: Value<readonly Value<string>[]> | undefined
  readonly Type: Value<string>
}

interface EKSAccessEntry {
  readonly AccessPolicies?: Value<readonly EKSAccessEntryAccessPolicy[]> | undefined
  readonly ClusterName: Value<string>
  readonly KubernetesGroups?: Value<readonly Value<string>[]> | undefined
  readonly PrincipalArn: Value<string>
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly Type?: Value<string> | undefined
  readonly Username?: Value<string> | undefined
}

interface EKSCapabilityCapabilityConfiguration {
  readonly Ack?: EKSCapabilityAck | undefined
  readonly ArgoCd?: EKSCapabilityArgoCd | undefined
}

interface EKSCapabilityAck {
  readonly DisabledServices?: Value<readonly Value<string>[]> | undefined
  readonly EnableCrossNamespace?: Value<boolean | 'true' | 'false'> | undefined
}

interface EKSCapabilityArgoCd {
  readonly AwsIdc: EKSCapabilityAwsIdc
  readonly Namespace?: Value<string> | undefined
  readonly NetworkAccess?: EKSCapabilityNetworkAccess | undefined
  readonly RbacRoleMappings?: Value<readonly EKSCapabilityArgoCdRoleMapping[]> | undefined
  readonly ServerUrl?: Value<string> | undefined
}

interface EKSCapabilityAwsIdc {
  readonly IdcInstanceArn: Value<string>
  readonly IdcManagedApplicationArn?: Value<string> | undefined
  readonly IdcRegion?: Value<string> | undefined
}

interface EKSCapabilityNetworkAccess {
  readonly VpceIds?: Value<readonly Value<string>[]> | undefined
}

interface EKSCapabilityArgoCdRoleMapping {
  readonly Identities: Value<readonly EKSCapabilitySsoIdentity[]>
  readonly Role: Value<string>
}

interface EKSCapabilitySsoIdentity {
  readonly Id: Value<string>
  readonly Type: Value<string>
}

interface EKSCapability {
  readonly CapabilityName: Value<string>
  readonly ClusterName: Value<string>
  readonly Configuration?: EKSCapabilityCapabilityConfiguration | undefined
  readonly DeletePropagationPolicy: Value<string>
  readonly RoleArn: Value<string>
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly Type: Value<string>
}

interface EKSClusterAccessConfig {
  readonly AuthenticationMode?: Value<string> | undefined
  readonly BootstrapClusterCreatorAdminPermissions?: Value<boolean | 'true' | 'false'> | undefined
}

interface EKSClusterComputeConfig {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly NodePools?: Value<readonly Value<string>[]> | undefined
  readonly NodeRoleArn?: Value<string> | undefined
}

interface EKSClusterControlPlaneScalingConfig {
  readonly Tier?: Value<string> | undefined
}

interface EKSClusterEncryptionConfig {
  readonly Provider?: EKSClusterProvider | undefined
  readonly Resources?: Value<readonly Value<string>[]> | undefined
}

interface EKSClusterProvider {
  readonly KeyArn?: Value<string> | undefined
}

interface EKSClusterKubeApiServerConfig {
  readonly EventTtl?: Value<string> | undefined
  readonly ServiceNodePortRange?: EKSClusterServiceNodePortRange | undefined
}

interface EKSClusterServiceNodePortRange {
  readonly MaxPort?: Value<number | `${number}`> | undefined
  readonly MinPort?: Value<number | `${number}`> | undefined
}

interface EKSClusterKubeControllerManagerConfig {
  readonly HorizontalPodAutoscalerControllerConfig?: EKSClusterHorizontalPodAutoscalerControllerConfig | undefined
  readonly PodGcControllerConfig?: EKSClusterPodGcControllerConfig | undefined
}

interface EKSClusterHorizontalPodAutoscalerControllerConfig {
  readonly HorizontalPodAutoscalerSyncPeriod?: Value<string> | undefined
}

interface EKSClusterPodGcControllerConfig {
  readonly TerminatedPodGcThreshold?: Value<number | `${number}`> | undefined
}

interface EKSClusterKubeSchedulerConfig {
  readonly NodeResourcesFit?: EKSClusterNodeResourcesFitConfig | undefined
}

interface EKSClusterNodeResourcesFitConfig {
  readonly ScoringStrategy?: EKSClusterScoringStrategy | undefined
}

interface EKSClusterScoringStrategy {
  readonly Resources?: Value<readonly EKSClusterResourceWeight[]> | undefined
  readonly Type?: Value<string> | undefined
}

interface EKSClusterResourceWeight {
  readonly Name?: Value<string> | undefined
  readonly Weight?: Value<number | `${number}`> | undefined
}

interface EKSClusterKubernetesNetworkConfig {
  readonly ElasticLoadBalancing?: EKSClusterElasticLoadBalancing | undefined
  readonly IpFamily?: Value<string> | undefined
  readonly ServiceIpv4Cidr?: Value<string> | undefined
  readonly ServiceIpv6Cidr?: Value<string> | undefined
}

interface EKSClusterElasticLoadBalancing {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
}

interface EKSClusterLogging {
  readonly ClusterLogging?: EKSClusterClusterLogging | undefined
}

interface EKSClusterClusterLogging {
  readonly EnabledTypes?: Value<readonly EKSClusterLoggingTypeConfig[]> | undefined
}

interface EKSClusterLoggingTypeConfig {
  readonly Type?: Value<string> | undefined
}

interface EKSClusterOutpostConfig {
  readonly ControlPlaneInstanceType: Value<string>
  readonly ControlPlanePlacement?: EKSClusterControlPlanePlacement | undefined
  readonly EtcdInstanceType?: Value<string> | undefined
  readonly EtcdPlacement?: EKSClusterEtcdPlacement | undefined
  readonly OutpostArns: Value<readonly Value<string>[]>
}

interface EKSClusterControlPlanePlacement {
  readonly GroupName?: Value<string> | undefined
  readonly SpreadLevel?: Value<string> | undefined
}

interface EKSClusterEtcdPlacement {
  readonly SpreadLevel?: Value<string> | undefined
}

interface EKSClusterRemoteNetworkConfig {
  readonly RemoteNodeNetworks?: Value<readonly EKSClusterRemoteNodeNetwork[]> | undefined
  readonly RemotePodNetworks?: Value<readonly EKSClusterRemotePodNetwork[]> | undefined
}

interface EKSClusterRemoteNodeNetwork {
  readonly Cidrs: Value<readonly Value<string>[]>
}

interface EKSClusterRemotePodNetwork {
  readonly Cidrs: Value<readonly Value<string>[]>
}

interface EKSClusterResourcesVpcConfig {
  readonly ControlPlaneEgressMode?: Value<string> | undefined
  readonly EndpointPrivateAccess?: Value<boolean | 'true' | 'false'> | undefined
  readonly EndpointPublicAccess?: Value<boolean | 'true' | 'false'> | undefined
  readonly PublicAccessCidrs?: Value<readonly Value<string>[]> | undefined
  readonly SecurityGroupIds?: Value<readonly Value<string>[]> | undefined
  readonly SubnetIds: Value<readonly Value<string>[]>
}

interface EKSClusterStorageConfig {
  readonly BlockStorage?: EKSClusterBlockStorage | undefined
}

interface EKSClusterBlockStorage {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
}

interface EKSClusterUpgradePolicy {
  readonly SupportType?: Value<string> | undefined
}

interface EKSClusterZonalShiftConfig {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
}

interface EKSCluster {
  readonly AccessConfig?: EKSClusterAccessConfig | undefined
  readonly BootstrapSelfManagedAddons?: Value<boolean | 'true' | 'false'> | undefined
  readonly ComputeConfig?: EKSClusterComputeConfig | undefined
  readonly ControlPlaneScalingConfig?: EKSClusterControlPlaneScalingConfig | undefined
  readonly EncryptionConfig?: Value<readonly EKSClusterEncryptionConfig[]> | undefined
  readonly KubeApiServerConfig?: EKSClusterKubeApiServerConfig | undefined
  readonly KubeControllerManagerConfig?: EKSClusterKubeControllerManagerConfig | undefined
  readonly KubeSchedulerConfig?: EKSClusterKubeSchedulerConfig | undefined
  readonly KubernetesNetworkConfig?: EKSClusterKubernetesNetworkConfig | undefined
  readonly Logging?: EKSClusterLogging | undefined
  readonly Name?: Value<string> | undefined
  readonly OutpostConfig?: EKSClusterOutpostConfig | undefined
  readonly RemoteNetworkConfig?: EKSClusterRemoteNetworkConfig | undefined
  readonly ResourcesVpcConfig: EKSClusterResourcesVpcConfig
  readonly RoleArn: Value<string>
  readonly StorageConfig?: EKSClusterStorageConfig | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
  readonly UpgradePolicy?: EKSClusterUpgradePolicy | undefined
  readonly Version?: Value<string> | undefined
  readonly ZonalShiftConfig?: EKSClusterZonalShiftConfig | undefined
}

interface EKSNodegroupLaunchTemplateSpecification {
  readonly Id?: Value<string> | undefined
  readonly Name?: Value<string> | undefined
  readonly Version?: Value<string> | undefined
}

interface EKSNodegroupNodeRepairConfig {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly MaxParallelNodesRepairedCount?: Value<number | `${number}`> | undefined
  readonly MaxParallelNodesRepairedPercentage?: Value<number | `${number}`> | undefined
  readonly MaxUnhealthyNodeThresholdCount?: Value<number | `${number}`> | undefined
  readonly MaxUnhealthyNodeThresholdPercentage?: Value<number | `${number}`> | undefined
  readonly NodeRepairConfigOverrides?: Value<readonly EKSNodegroupNodeRepairConfigOverrides[]> | undefined
}

interface EKSNodegroupNodeRepairConfigOverrides {
  readonly MinRepairWaitTimeMins?: Value<number | `${number}`> | undefined
  readonly NodeMonitoringCondition?: Value<string> | undefined
  readonly NodeUnhealthyReason?: Value<string> | undefined
  readonly RepairAction?: Value<string> | undefined
}

interface EKSNodegroupRemoteAccess {
  readonly Ec2SshKey: Value<string>
  readonly SourceSecurityGroups?: Value<readonly Value<string>[]> | undefined
}

interface EKSNodegroupScalingConfig {
  readonly DesiredSize?: Value<number | `${number}`> | undefined
  readonly MaxSize?: Value<number | `${number}`> | undefined
  readonly MinSize?: Value<number | `${number}`> | undefined
}

interface EKSNodegroupTaint {
  readonly Effect?: Value<string> | undefined
  readonly Key?: Value<string> | undefined
  readonly Value?: Value<string> | undefined
}

interface EKSNodegroupUpdateConfig {
  readonly MaxUnavailable?: Value<number | `${number}`> | undefined
  readonly MaxUnavailablePercentage?: Value<number | `${number}`> | undefined
  readonly UpdateStrategy?: Value<string> | undefined
}

interface EKSNodegroup {
  readonly AmiType?: Value<string> | undefined
  readonly CapacityType?: Value<string> | undefined
  readonly ClusterName: Value<string>
  readonly DiskSize?: Value<number | `${number}`> | undefined
  readonly ForceUpdateEnabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly InstanceTypes?: Value<readonly Value<string>[]> | undefined
  readonly Labels?: Readonly<Record<string, Value<string>>> | undefined
  readonly LaunchTemplate?: EKSNodegroupLaunchTemplateSpecification | undefined
  readonly NodeRepairConfig?: EKSNodegroupNodeRepairConfig | undefined
  readonly NodeRole: Value<string>
  readonly NodegroupName?: Value<string> | undefined
  readonly ReleaseVersion?: Value<string> | undefined
  readonly RemoteAccess?: EKSNodegroupRemoteAccess | undefined
  readonly ScalingConfig?: EKSNodegroupScalingConfig | undefined
  readonly Subnets: Value<readonly Value<string>[]>
  readonly Tags?: Readonly<Record<string, Value<string>>> | undefined
  readonly Taints?: Value<readonly EKSNodegroupTaint[]> | undefined
  readonly UpdateConfig?: EKSNodegroupUpdateConfig | undefined
  readonly Version?: Value<string> | undefined
}

interface EventsRuleTarget {
  readonly AppSyncParameters?: EventsRuleAppSyncParameters | undefined
  readonly Arn: Value<string>
  readonly BatchParameters?: EventsRuleBatchParameters | undefined
  readonly DeadLetterConfig?: EventsRuleDeadLetterConfig | undefined
  readonly EcsParameters?: EventsRuleEcsParameters | undefined
  readonly HttpParameters?: EventsRuleHttpParameters | undefined
  readonly Id: Value<string>
  readonly Input?: Value<string> | undefined
  readonly InputPath?: Value<string> | undefined
  readonly InputTransformer?: EventsRuleInputTransformer | undefined
  readonly KinesisParameters?: EventsRuleKinesisParameters | undefined
  readonly RedshiftDataParameters?: EventsRuleRedshiftDataParameters | undefined
  readonly RetryPolicy?: EventsRuleRetryPolicy | undefined
  readonly RoleArn?: Value<string> | undefined
  readonly RunCommandParameters?: EventsRuleRunCommandParameters | undefined
  readonly SageMakerPipelineParameters?: EventsRuleSageMakerPipelineParameters | undefined
  readonly SqsParameters?: EventsRuleSqsParameters | undefined
}

interface EventsRuleAppSyncParameters {
  readonly GraphQLOperation: Value<string>
}

interface EventsRuleBatchParameters {
  readonly ArrayProperties?: EventsRuleBatchArrayProperties | undefined
  readonly JobDefinition: Value<string>
  readonly JobName: Value<string>
  readonly RetryStrategy?: EventsRuleBatchRetryStrategy | undefined
}

interface EventsRuleBatchArrayProperties {
  readonly Size?: Value<number | `${number}`> | undefined
}

interface EventsRuleBatchRetryStrategy {
  readonly Attempts?: Value<number | `${number}`> | undefined
}

interface EventsRuleDeadLetterConfig {
  readonly Arn?: Value<string> | undefined
}

interface EventsRuleEcsParameters {
  readonly CapacityProviderStrategy?: Value<readonly EventsRuleCapacityProviderStrategyItem[]> | undefined
  readonly EnableECSManagedTags?: Value<boolean | 'true' | 'false'> | undefined
  readonly EnableExecuteCommand?: Value<boolean | 'true' | 'false'> | undefined
  readonly Group?: Value<string> | undefined
  readonly LaunchType?: Value<string> | undefined
  readonly NetworkConfiguration?: EventsRuleNetworkConfiguration | undefined
  readonly PlacementConstraints?: Value<readonly EventsRulePlacementConstraint[]> | undefined
  readonly PlacementStrategies?: Value<readonly EventsRulePlacementStrategy[]> | undefined
  readonly PlatformVersion?: Value<string> | undefined
  readonly PropagateTags?: Value<string> | undefined
  readonly ReferenceId?: Value<string> | undefined
  readonly TagList?: Value<readonly Tag[]> | undefined
  readonly TaskCount?: Value<number | `${number}`> | undefined
  readonly TaskDefinitionArn: Value<string>
}

interface EventsRuleCapacityProviderStrategyItem {
  readonly Base?: Value<number | `${number}`> | undefined
  readonly CapacityProvider: Value<string>
  readonly Weight?: Value<number | `${number}`> | undefined
}

interface EventsRuleNetworkConfiguration {
  readonly AwsVpcConfiguration?: EventsRuleAwsVpcConfiguration | undefined
}

interface EventsRuleAwsVpcConfiguration {
  readonly AssignPublicIp?: Value<string> | undefined
  readonly SecurityGroups?: Value<readonly Value<string>[]> | undefined
  readonly Subnets: Value<readonly Value<string>[]>
}

interface EventsRulePlacementConstraint {
  readonly Expression?: Value<string> | undefined
  readonly Type?: Value<string> | undefined
}

interface EventsRulePlacementStrategy {
  readonly Field?: Value<string> | undefined
  readonly Type?: Value<string> | undefined
}

interface EventsRuleHttpParameters {
  readonly HeaderParameters?: Readonly<Record<string, Value<string>>> | undefined
  readonly PathParameterValues?: Value<readonly Value<string>[]> | undefined
  readonly QueryStringParameters?: Readonly<Record<string, Value<string>>> | undefined
}

interface EventsRuleInputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, Value<string>>> | undefined
  readonly InputTemplate: Value<string>
}

interface EventsRuleKinesisParameters {
  readonly PartitionKeyPath: Value<string>
}

interface EventsRuleRedshiftDataParameters {
  readonly Database: Value<string>
  readonly DbUser?: Value<string> | undefined
  readonly SecretManagerArn?: Value<string> | undefined
  readonly Sql?: Value<string> | undefined
  readonly Sqls?: Value<readonly Value<string>[]> | undefined
  readonly StatementName?: Value<string> | undefined
  readonly WithEvent?: Value<boolean | 'true' | 'false'> | undefined
}

interface EventsRuleRetryPolicy {
  readonly MaximumEventAgeInSeconds?: Value<number | `${number}`> | undefined
  readonly MaximumRetryAttempts?: Value<number | `${number}`> | undefined
}

interface EventsRuleRunCommandParameters {
  readonly RunCommandTargets: Value<readonly EventsRuleRunCommandTarget[]>
}

interface EventsRuleRunCommandTarget {
  readonly Key: Value<string>
  readonly Values: Value<readonly Value<string>[]>
}

interface EventsRuleSageMakerPipelineParameters {
  readonly PipelineParameterList?: Value<readonly EventsRuleSageMakerPipelineParameter[]> | undefined
}

interface EventsRuleSageMakerPipelineParameter {
  readonly Name: Value<string>
  readonly Value: Value<string>
}

interface EventsRuleSqsParameters {
  readonly MessageGroupId: Value<string>
}

interface EventsRule {
  readonly EventPattern?: Value<string> | object | undefined
  readonly Targets?: Value<readonly EventsRuleTarget[]> | undefined
}

interface IAMInstanceProfile {
  readonly InstanceProfileName?: Value<string> | undefined
  readonly Path?: Value<string> | undefined
  readonly Roles: Value<readonly Value<string>[]>
}

interface IAMManagedPolicy {
  readonly ManagedPolicyName?: Value<string> | undefined
  readonly PolicyDocument: Value<string> | object
}

interface IAMPolicy {
  readonly PolicyDocument: Value<string> | object
  readonly PolicyName: Value<string>
  readonly Roles?: Value<readonly Value<string>[]> | undefined
}

interface IAMRolePolicy {
  readonly PolicyDocument: Value<string> | object
  readonly PolicyName: Value<string>
}

interface IAMRole {
  readonly AssumeRolePolicyDocument: Value<string> | object
  readonly ManagedPolicyArns?: Value<readonly Value<string>[]> | undefined
  readonly Path?: Value<string> | undefined
  readonly PermissionsBoundary?: Value<string> | undefined
  readonly Policies?: Value<readonly IAMRolePolicy[]> | undefined
  readonly RoleName?: Value<string> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface RolesAnywhereProfile {
  readonly AcceptRoleSessionName?: Value<boolean | 'true' | 'false'> | undefined
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly Name: Value<string>
  readonly RoleArns: Value<readonly Value<string>[]>
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface RolesAnywhereTrustAnchorSource {
  readonly SourceData: RolesAnywhereTrustAnchorSourceData
  readonly SourceType: Value<string>
}

interface RolesAnywhereTrustAnchorSourceData {
  readonly AcmPcaArn?: Value<string> | undefined
  readonly X509CertificateData?: Value<string> | undefined
}

interface RolesAnywhereTrustAnchor {
  readonly Enabled?: Value<boolean | 'true' | 'false'> | undefined
  readonly Name: Value<string>
  readonly Source: RolesAnywhereTrustAnchorSource
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface SQSQueue {
  readonly MessageRetentionPeriod?: Value<number | `${number}`> | undefined
  readonly QueueName?: Value<string> | undefined
  readonly Tags?: Value<readonly Tag[]> | undefined
}

interface SQSQueuePolicy {
  readonly PolicyDocument: Value<string> | object
  readonly Queues: Value<readonly Value<string>[]>
}
