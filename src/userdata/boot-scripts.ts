/** Where cloud-init puts our scripts; `overrideBootstrapCommand` of the user may source the helper there. */
export const scriptFolder = '/var/lib/cloud/scripts/eksctl'

/**
 * Reads the environment file and asks the instance for its id and life cycle. The names of its variables are an interface:
 * commands of users build on them.
 */
export const environmentScript = String.raw`#!/bin/bash
set -euo pipefail

source /etc/eksctl/kubelet.env

metadata=http://169.254.169.254/latest
metadata_token=$(curl --silent --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 600' "$metadata/api/token")
ask_instance() {
  curl --silent --header "X-aws-ec2-metadata-token: $metadata_token" "$metadata/meta-data/$1"
}

INSTANCE_ID=$(ask_instance instance-id)
INSTANCE_LIFECYCLE=$(ask_instance instance-life-cycle)
CLUSTER_DNS=${'${CLUSTER_DNS:-}'}
NODE_TAINTS=${'${NODE_TAINTS:-}'}
MAX_PODS=${'${MAX_PODS:-}'}
CONTAINER_RUNTIME=${'${CONTAINER_RUNTIME:-dockerd}'}
NODE_LABELS="$NODE_LABELS,node-lifecycle=$INSTANCE_LIFECYCLE,alpha.eksctl.io/instance-id=$INSTANCE_ID"

KUBELET_EXTRA_ARGS="--node-labels=$NODE_LABELS"
if [[ -n $NODE_TAINTS ]]; then KUBELET_EXTRA_ARGS+=" --register-with-taints=$NODE_TAINTS"; fi
if [[ -n $MAX_PODS ]]; then KUBELET_EXTRA_ARGS+=" --max-pods=$MAX_PODS"; fi

KUBELET_CONFIG=/etc/kubernetes/kubelet/kubelet-config.json
KUBELET_EXTRA_CONFIG=/etc/eksctl/kubelet-extra.json
TMP_KUBE_CONF=/tmp/kubelet-conf.json
`

const start = String.raw`#!/bin/bash
set -euo pipefail

source ${scriptFolder}/bootstrap.helper.sh
`

/** The user's kubelet settings laid over those that the image's own script has written. */
const mergeSettings = String.raw`
trap 'rm -f "$TMP_KUBE_CONF"' EXIT
jq --slurp '.[0] * .[1]' "$KUBELET_CONFIG" "$KUBELET_EXTRA_CONFIG" > "$TMP_KUBE_CONF"
mv "$TMP_KUBE_CONF" "$KUBELET_CONFIG"
`

/** What lets a node of a family join: the image's own script, then the user's kubelet settings. */
export const bootScripts = {
  al2: String.raw`${start}
/etc/eks/bootstrap.sh "$CLUSTER_NAME" \
  --apiserver-endpoint "$API_SERVER_URL" \
  --b64-cluster-ca "$B64_CLUSTER_CA" \
  --dns-cluster-ip "$CLUSTER_DNS" \
  --kubelet-extra-args "$KUBELET_EXTRA_ARGS" \
  --container-runtime "$CONTAINER_RUNTIME" \
  ${'${ENABLE_LOCAL_OUTPOST:+--enable-local-outpost "$ENABLE_LOCAL_OUTPOST"}'} \
  ${'${CLUSTER_ID:+--cluster-id "$CLUSTER_ID"}'}
${mergeSettings}
systemctl daemon-reload
systemctl restart kubelet
`,
  ubuntu: String.raw`${start}
/etc/eks/bootstrap.sh "$CLUSTER_NAME" --dns-cluster-ip "$CLUSTER_DNS" --kubelet-extra-args "$KUBELET_EXTRA_ARGS"
${mergeSettings}
snap restart kubelet-eks
`,
} as const
