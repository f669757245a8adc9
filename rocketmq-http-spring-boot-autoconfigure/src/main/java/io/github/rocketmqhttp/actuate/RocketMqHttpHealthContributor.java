package io.github.rocketmqhttp.actuate;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Shows {@link BrokerHealth} in the health endpoint of Spring Boot 4, whose types have
 * other names.
 */
public final class RocketMqHttpHealthContributor extends AbstractHealthIndicator {

	private final BrokerHealth health;

	/**
	 * Creates the contributor.
	 * @param health judges
	 */
	public RocketMqHttpHealthContributor(BrokerHealth health) {
		super("The state of RocketMQ over HTTP could not be found out");
		this.health = health;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		HealthReport report = this.health.report();
		builder.status(report.level().name()).withDetails(report.details());
	}

}
