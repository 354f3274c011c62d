"""A person's own script as worker processes: started, watched, started again, and ended with
whatever they began. What is wanted, the server says over the control API.
"""
