package io.github.rocketmqhttp.broker.conformance;

import org.jspecify.annotations.Nullable;

/**
 * What a driver needs to reach a broker.
 *
 * @param endpoint where the broker listens
 * @param instanceId namespace of the instance, if it has one
 * @param keyId the access key id
 * @param secret its secret
 */
record Access(String endpoint, @Nullable String instanceId, String keyId, String secret) {
}
