package io.github.rocketmqhttp.reliability.routing;

import com.baomidou.dynamic.datasource.annotation.DS;
import com.baomidou.dynamic.datasource.annotation.DSTransactional;
import com.baomidou.mybatisplus.annotation.TableName;
import com.baomidou.mybatisplus.core.mapper.BaseMapper;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.SendPhase;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.mybatis.spring.annotation.MapperScan;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Transactional;

/**
 * A service with MyBatis, MyBatis-Plus and dynamic-datasource, as their pages say.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@MapperScan(basePackageClasses = DynamicApplication.class, annotationClass = Mapper.class)
@Import({ DynamicApplication.Orders.class, DynamicApplication.Around.class, DynamicApplication.Payments.class })
class DynamicApplication {

	/**
	 * A row.
	 *
	 * @param id its key
	 */
	@TableName("orders")
	record OrderRow(String id) {
	}

	/**
	 * The mapper of MyBatis-Plus, with a statement of MyBatis.
	 */
	@Mapper
	interface OrderMapper extends BaseMapper<OrderRow> {

		@Insert("INSERT INTO orders (id) VALUES (#{id})")
		int place(String id);

	}

	/**
	 * Places orders in either database.
	 */
	static class Orders {

		private final OrderMapper mapper;

		private final RocketMqHttpOperations template;

		Orders(OrderMapper mapper, RocketMqHttpOperations template) {
			this.mapper = mapper;
			this.template = template;
		}

		@TransactionalMessage(topic = "orders", payload = "#id")
		public void primary(String id, Runnable end) {
			this.mapper.insert(new OrderRow(id));
			end.run();
		}

		@DS("trade")
		@TransactionalMessage(topic = "orders", payload = "#id")
		public void trade(String id, Runnable end) {
			this.mapper.place(id);
			end.run();
		}

		@DS("trade")
		@TransactionalMessage(topic = "orders", payload = "#id", phase = SendPhase.BEFORE_COMMIT)
		public void tradeLate(String id, Runnable end) {
			this.mapper.insert(new OrderRow(id));
			end.run();
		}

		@DS("trade")
		@Transactional
		public void tradeOnCommit(String id, Runnable end) {
			this.template.sendOnCommit(this.template.newMessage(id).topic("orders"));
			this.mapper.place(id);
			end.run();
		}

	}

	/**
	 * Places orders in a transaction of dynamic-datasource.
	 */
	static class Around {

		private final Orders orders;

		Around(Orders orders) {
			this.orders = orders;
		}

		@DSTransactional
		public void trade(String id, Runnable end) {
			this.orders.trade(id, end);
		}

	}

	/**
	 * Takes payments in the database of the trade.
	 */
	static class Payments {

		private final OrderMapper mapper;

		Payments(OrderMapper mapper) {
			this.mapper = mapper;
		}

		@DS("trade")
		@RocketMqHttpListener(topic = "payments", consumerGroup = "GID_payments", idempotent = true)
		public void paid(String id) {
			this.mapper.place(id);
		}

	}

	/**
	 * Takes payments without saying where.
	 */
	static class PaymentsSomewhere {

		@RocketMqHttpListener(topic = "payments", consumerGroup = "GID_payments", idempotent = true)
		public void paid(String id) {
			throw new IllegalStateException(id);
		}

	}

}
