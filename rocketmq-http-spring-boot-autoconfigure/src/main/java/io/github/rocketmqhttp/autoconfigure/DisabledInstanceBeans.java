package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RetryPolicies;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.core.TemplateDefaults;

/**
 * Makes beans that refuse every call, for all instances alike.
 */
final class DisabledInstanceBeans implements InstanceBeansFactory {

	/** Named, so that no call is refused for want of a topic. */
	private static final TemplateDefaults DEFAULTS = new TemplateDefaults("disabled", "disabled");

	@Override
	public RocketMqHttpConnectionDetails connectionDetails(String name) {
		return new Nowhere();
	}

	@Override
	public RocketMqHttpClient client(String name) {
		return new DisabledClient();
	}

	@Override
	public RocketMqHttpTemplate template(String name) {
		return new RocketMqHttpTemplate(client(name), new DisabledConverter(),
				RetryPolicies.retryTemplate(RetrySettings.DEFAULTS), DEFAULTS, () -> {
					throw Disabled.failure();
				});
	}

	/**
	 * Leads to no broker.
	 */
	private static final class Nowhere implements RocketMqHttpConnectionDetails {

		@Override
		public String getEndpoint() {
			throw Disabled.failure();
		}

		@Override
		public Credentials getCredentials() {
			throw Disabled.failure();
		}

	}

}
