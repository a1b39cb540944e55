/**
 * Tests about what was mended in CPython after 3.14.2, which the runtime has: newer copies of the suite bring them along. Each fails on Linux
 * too with this version's library, or asks for a repair in C; the last ones of the list break the interpreter that has not got it.
 */
export const later: readonly string[] = [
  ...['test_nonblocking_ignores_timeout', 'EventTests.test_nan_timeout', 'ConditionTests.test_nan_timeout'],
  ...['test_FromSecondsObject_float_overflow_message'],
  ...['test_as_completed_async_iterator_cancelled_anext', 'test_as_completed_plain_iterator_cancelled_wait'],
  ...['test_call_graph_finished_task', 'test_capture_call_graph_generator_keeps_caller_frames'],
  ...['test_close_with_hanging_client', 'test_create_connection_*transport_error_closes_sock'],
  ...['test_gather_discards_awaited_by_for_cancelled_sibling', 'test_gather_discards_awaited_by_for_pending'],
  ...[
    'test_sendfile_offset',
    'test_sock_sendfile_offset',
    'test_shield_cancel_outer',
    'test_shield_cancel_outer_exception',
  ],
  ...['test_shield_cancel_outer_exception_never_retrieved', 'test_shield_cancel_outer_in_task'],
  ...['test_shield_cancel_outer_twice_exception', 'test_sock_accept_racing', 'test_stack_as_completed'],
  ...['test_stack_as_completed_timeout', 'test_stack_gather_survivor', 'test_stack_wait_for_non_positive_timeout'],
  ...['test_streamwriter_start_tls_updates_reader_transport', 'test_unclosed_resource_warnings'],
  ...['test_unhandled_exception_sync_callback', 'test_wait_discards_awaited_by_for_pending'],
  ...[
    'test_write_ready_resume_writing_closes',
    'test_write_sendmsg_resume_writing_closes',
    'test_writelines_empty_chunk',
  ],
  ...['test_futureiter_send_after_close_no_crash', 'test_futureiter_send_after_throw_no_crash'],
  ...[
    'test_eager_start_true_no_loop',
    'test_get_context_uninitialized_segfault',
    'test_register_task_resurrection',
    'test_run_coroutine_threadsafe_and_cancel',
    'test_task_created_during_thread_state_clear',
  ],
].map((name) => `*.${name}`);
