package io.github.rocketmqhttp.test.crash;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets the first transaction with messages that a test method brings to this point end
 * there, whatever thread it is on, as if its process had died: its caller gets a
 * {@link SimulatedCrash}, the broker is told nothing about its messages, and nothing that
 * this process remembers of it answers back-checks. What the database knows, stays.
 * <p>
 * Only that transaction dies. The application goes on, in the role of the instance that
 * takes over: when the test has moved the broker's time past the immunity time, its
 * back-check answers from the transaction log, or by the handler of the topic. The point
 * must be reached, or the test fails. Transactions of set-up and tear-down methods do not
 * count.
 * <p>
 * The test needs
 * {@link io.github.rocketmqhttp.test.AutoConfigureRocketMqHttpBroker @AutoConfigureRocketMqHttpBroker}
 * or {@link io.github.rocketmqhttp.test.RocketMqHttpTest @RocketMqHttpTest}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CrashAt {

	/**
	 * Where the transaction ends.
	 * @return the point
	 */
	CrashPoint value();

}
