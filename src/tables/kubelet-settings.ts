/** What the kubelet takes for a setting. Durations are text such as `5m`; a list or a map is told from one another only. */
export type SettingKind = 'boolean' | 'number' | 'text' | 'list' | 'map'

/** How a kind reads in a sentence. */
export const kindInWords: Readonly<Record<SettingKind, string>> = {
  boolean: 'true or false',
  number: 'a number',
  text: 'text',
  list: 'a list',
  map: 'a map',
}

const byKind: Readonly<Record<SettingKind, string>> = {
  boolean: `containerLogMonitorEnabled cpuCFSQuota crashDumpEnabled enableControllerAttachDetach enableDebugFlagsHandler
    enableDebuggingHandlers enableProfilingHandler enableServer enableSystemLogHandler enableSystemLogQuery failCgroupV1 failSwapOn
    localStorageCapacityIsolation makeIPTablesUtilChains mergeDefaultEvictionSettings protectKernelDefaults registerNode rotateCertificates
    runOnce seccompDefault serializeImagePulls serverTLSBootstrap`,
  number: `containerLogMaxFiles containerLogMaxWorkers eventBurst eventRecordQPS evictionMaxPodGracePeriod healthzPort
    imageGCHighThresholdPercent imageGCLowThresholdPercent imageMinimumGCAgeSeconds iptablesDropBit iptablesMasqueradeBit kubeAPIBurst
    kubeAPIQPS maxOpenFiles maxParallelImagePulls maxPods nodeStatusMaxImages oomScoreAdj podPidsLimit podsPerCore port readOnlyPort
    registryBurst registryPullQPS`,
  text: `cgroupDriver cgroupRoot clusterDomain configMapAndSecretChangeDetectionStrategy containerLogMaxSize containerLogMonitorInterval
    containerRuntimeEndpoint cpuCFSQuotaPeriod cpuManagerPolicy cpuManagerReconcilePeriod evictionPressureTransitionPeriod
    fileCheckFrequency hairpinMode healthzBindAddress httpCheckFrequency imageMaximumGCAge imageMinimumGCAge imageServiceEndpoint
    kubeAPIContentType kubeReservedCgroup kubeletCgroups memoryManagerPolicy nodeLeaseRenewInterval nodeStatusReportFrequency
    nodeStatusUpdateFrequency podCIDR podLogsDir providerID reservedSystemCPUs resolvConf runtimeRequestTimeout shutdownGracePeriod
    shutdownGracePeriodCriticalPods staticPodPath staticPodURL streamingConnectionIdleTimeout syncFrequency systemCgroups
    systemReservedCgroup tlsCertFile tlsMinVersion tlsPrivateKeyFile topologyManagerPolicy topologyManagerScope volumePluginDir
    volumeStatsAggPeriod`,
  list: `allowedUnsafeSysctls clusterDNS enforceNodeAllocatable registerWithTaints reservedMemory shutdownGracePeriodByPodPriority
    tlsCipherSuites`,
  map: `authentication authorization cpuManagerPolicyOptions evictionHard evictionMinimumReclaim evictionSoft evictionSoftGracePeriod
    featureGates kubeReserved logging memorySwap qosReserved staticPodURLHeader systemReserved
    topologyManagerPolicyOptions tracing`,
}

/** The kind of each setting of KubeletConfiguration (kubelet.config.k8s.io/v1beta1). */
export const kubeletSettings: ReadonlyMap<string, SettingKind> = new Map(
  (['boolean', 'number', 'text', 'list', 'map'] as const).flatMap((kind) =>
    byKind[kind].split(/\s+/).map((name): [string, SettingKind] => [name, kind]),
  ),
)

/** Whether a value can stand for a setting of that kind; nothing stated stands for any. */
export function isOfKind(value: unknown, kind: SettingKind): boolean {
  if (value === null || value === undefined) return true
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'map') return typeof value === 'object' && !Array.isArray(value)
  return typeof value === (kind === 'text' ? 'string' : kind)
}
