package io.github.rocketmqhttp.test.mocks;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Answers;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * A class that sends, tested without a broker.
 */
// tag::mock[]
@ExtendWith(MockitoExtension.class)
class RemindersTests {

	@Mock(answer = Answers.RETURNS_DEEP_STUBS)
	private RocketMqHttpOperations template;

	@Test
	void aReminderIsSent() {
		new Reminders(this.template).remind("o-1");
		verify(this.template.newMessage("o-1").topic("reminders").key("o-1")).send();
	}

	@Test
	void nobodyIsRemindedOfNothing() {
		new Reminders(this.template).remind("");
		verify(this.template, never()).newMessage(any());
	}

}
// end::mock[]
