package io.github.rocketmqhttp.reliability.crash;

import java.util.List;

import javax.sql.DataSource;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.SendPhase;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The process that dies: it places one order and does not get to its end.
 */
final class CrashedInstance {

	private static final int OWN_ARGUMENTS = 6;

	private CrashedInstance() {
	}

	/**
	 * The arguments of such a process, before those of the application.
	 */
	static List<String> arguments(CrashRun run, String orderId) {
		return List.of(run.phase().name(), String.valueOf(run.messages()), run.point().name(), run.death().name(),
				String.valueOf(run.otherInstance()), orderId);
	}

	/**
	 * Runs until the trap ends it.
	 * @param arguments as {@link #arguments} gives them, then the application's
	 */
	public static void main(String[] arguments) {
		int messages = Integer.parseInt(arguments[1]);
		Trap trap = new Trap(CrashPoint.valueOf(arguments[2]), Death.valueOf(arguments[3]));
		ConfigurableApplicationContext context = OrderApplication.instance()
			.initializers((instance) -> instance.getBeanFactory().addBeanPostProcessor(new Watch(trap, messages)))
			.run(List.of(arguments).subList(OWN_ARGUMENTS, arguments.length).toArray(String[]::new));
		if (Boolean.parseBoolean(arguments[4])) {
			// Otherwise it would be chance which of the two instances is asked.
			context.getBean(BackCheckPollers.class).stop();
		}
		OrderService service = context.getBean(OrderService.class);
		trap.arm();
		OrderService.place(service, SendPhase.valueOf(arguments[0]), messages, arguments[5]);
		System.out.println("The transaction ended without having reached the point.");
		Runtime.getRuntime().halt(1);
	}

	/**
	 * Sets the trap around the beans through which a transaction acts.
	 */
	private record Watch(Trap trap, int messages) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof DataSource dataSource) {
				return new WatchedConnections(dataSource, this.trap);
			}
			return (bean instanceof RocketMqHttpOperations operations)
					? WatchedOperations.watch(operations, this.trap, this.messages) : bean;
		}

	}

}
