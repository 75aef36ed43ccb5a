"""What people looked for and did not find: failed searches, for leads and managers.

Reads searches, articles and people; owns no table. Figures name no contact employee.
"""
