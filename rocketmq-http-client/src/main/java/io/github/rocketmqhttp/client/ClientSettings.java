package io.github.rocketmqhttp.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one client, checked.
 */
record ClientSettings(URI endpoint, @Nullable String instanceId, CredentialsProvider credentials, Duration drainTimeout,
		boolean escapeProperties, InstantSource clock) {
}
