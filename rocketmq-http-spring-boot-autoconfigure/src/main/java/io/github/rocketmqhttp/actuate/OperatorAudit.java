package io.github.rocketmqhttp.actuate;

import java.security.Principal;
import java.util.Locale;
import java.util.Map;

import io.github.rocketmqhttp.protocol.PrintableText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Writes down who asked for what, and what became of it: one line of the log, and one of
 * Spring Boot's audit events.
 */
final class OperatorAudit {

	static final String EVENT_TYPE = "ROCKETMQ_HTTP_OPERATION";

	private static final String NOBODY = "somebody without a name";

	private static final Logger logger = LoggerFactory.getLogger(OperatorAudit.class);

	private static final int LONGEST_DETAIL = 400;

	private final ApplicationEventPublisher events;

	OperatorAudit(ApplicationEventPublisher events) {
		this.events = events;
	}

	void record(@Nullable Principal principal, OperatorAction action, OperatorTarget target, String id,
			OperatorAnswer answer) {
		// Names and ids come from requests.
		String who = PrintableText.of((principal != null) ? principal.getName() : NOBODY);
		String which = PrintableText.of(id);
		String outcome = name(answer.outcome());
		String detail = PrintableText.of(answer.detail(), LONGEST_DETAIL);
		logger.warn("An operator, {}, asked to {} {}/{}: {}. {}", who, name(action), name(target), which, outcome,
				detail);
		this.events.publishEvent(new AuditApplicationEvent(who, EVENT_TYPE, Map.of("action", name(action), "target",
				name(target), "id", which, "outcome", outcome, "detail", detail)));
	}

	private static String name(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
