package io.github.rocketmqhttp.transaction;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.transaction.annotation.Transactional;

/**
 * Holds several {@link TransactionalMessage} annotations of one method: all their
 * messages follow the same transaction.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Transactional
public @interface TransactionalMessages {

	/**
	 * The messages, published in this order.
	 * @return the messages
	 */
	TransactionalMessage[] value();

}
