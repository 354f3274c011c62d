endpoint demo workers_max=3 scaler_type="REQUEST_COUNT" scaler_value=1
----
0 worker-1 PREPARING

submit demo
----
0 job-1 IN_QUEUE
0 worker-1 STARTING

submit demo
----
0 job-2 IN_QUEUE
0 worker-2 STARTING

submit demo {"mock_delay":9,"mock_error":true}
----
0 job-3 IN_QUEUE
0 worker-3 STARTING

advance 28
----
28 worker-1 IDLE
28 worker-1 RUNNING
28 job-1 IN_PROGRESS
28 worker-2 IDLE
28 worker-2 RUNNING
28 job-2 IN_PROGRESS
28 worker-3 IDLE
28 worker-3 RUNNING
28 job-3 IN_PROGRESS

advance 9
----
30 job-1 COMPLETED
30 worker-1 IDLE
30 job-2 COMPLETED
30 worker-2 IDLE
35 worker-1 STANDBY
35 worker-2 STANDBY
37 job-3 FAILED
37 worker-3 IDLE

advance 60
----
42 worker-3 STANDBY
