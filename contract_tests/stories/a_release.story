endpoint demo workers_max=2 workers_min=2
----
0 worker-1 STARTING
0 worker-2 STARTING

advance 28
----
28 worker-1 IDLE
28 worker-2 IDLE

submit demo {"mock_delay":10}
----
28 job-1 IN_QUEUE
28 worker-1 RUNNING
28 job-1 IN_PROGRESS

update demo gpu_count=2
----
28 worker-2 is gone
28 worker-3 STARTING

advance 10
----
38 job-1 COMPLETED
38 worker-1 RUNNING
38 worker-1 is gone
38 worker-4 STARTING

advance 28
----
56 worker-3 IDLE
66 worker-4 IDLE

delete demo
----
66 worker-3 is gone
66 worker-4 is gone
66 job-1 is gone
