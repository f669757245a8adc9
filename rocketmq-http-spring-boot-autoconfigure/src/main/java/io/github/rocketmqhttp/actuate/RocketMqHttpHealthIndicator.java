package io.github.rocketmqhttp.actuate;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Shows {@link BrokerHealth} in the health endpoint of Spring Boot 3.
 */
public final class RocketMqHttpHealthIndicator extends AbstractHealthIndicator {

	private final BrokerHealth health;

	/**
	 * Creates the indicator.
	 * @param health judges
	 */
	public RocketMqHttpHealthIndicator(BrokerHealth health) {
		super("The state of RocketMQ over HTTP could not be found out");
		this.health = health;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		HealthReport report = this.health.report();
		builder.status(report.level().name()).withDetails(report.details());
	}

}
