package io.github.rocketmqhttp.reliability.chaos;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Calls the business as a script says, in a transaction of its own where there is to be
 * one around.
 */
final class OrderCaller {

	private final OrderService service;

	private final TransactionTemplate transaction;

	OrderCaller(OrderService service, TransactionTemplate transaction) {
		this.service = service;
		this.transaction = transaction;
	}

	void call(Script script) throws CheckedBusinessException {
		if (!script.caller()) {
			place(script);
			return;
		}
		AtomicReference<@Nullable CheckedBusinessException> answer = new AtomicReference<>();
		this.transaction.executeWithoutResult((status) -> {
			try {
				place(script);
			}
			catch (CheckedBusinessException ex) {
				answer.set(ex);
			}
			catch (BusinessException ex) {
				if (script.ending() != Ending.CALLER_SWALLOWS) {
					throw ex;
				}
			}
			if (script.ending() == Ending.CALLER_FAILS) {
				throw new BusinessException(script.number());
			}
		});
		CheckedBusinessException thrown = answer.get();
		if (thrown != null) {
			throw thrown;
		}
	}

	private void place(Script script) throws CheckedBusinessException {
		switch (script.shape()) {
			case EARLY -> this.service.early(script);
			case LATE -> this.service.late(script);
			case TWO_EARLY -> this.service.twoEarly(script);
			case BOTH -> this.service.both(script);
		}
	}

}
